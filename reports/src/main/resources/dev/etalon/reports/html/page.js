'use strict';
/* What every page has: elements, numbers, copying, themes, views with addresses, shortcuts. */

/** An element with properties and children; strings become text and never markup. */
function el(tag, properties, ...children) {
  return furnish(document.createElement(tag), properties, children);
}

/** The same for SVG. */
function svg(tag, properties, ...children) {
  return furnish(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children);
}

function furnish(element, properties, children) {
  for (const [key, value] of Object.entries(properties || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'style') Object.assign(element.style, value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Three significant digits. */
function brief(x) {
  if (x === null || x === undefined) return '–';
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  const m = Math.abs(x);
  if (x === 0) return '0';
  if (m < 1e-3 || m >= 1e5) return x.toExponential(1).replace('e+', 'e');
  return x.toFixed(m >= 100 ? 0 : m >= 10 ? 1 : m >= 0.1 ? 2 : m >= 0.01 ? 3 : 4);
}

function duration(s) {
  if (s === null || !Number.isFinite(s)) return '–';
  const digits = (x) => x.toFixed(x >= 100 ? 0 : 1);
  if (s >= 1) return `${s.toFixed(1)} s`;
  return s >= 1e-3 ? `${digits(s * 1e3)} ms` : s >= 1e-6 ? `${digits(s * 1e6)} µs` : `${digits(s * 1e9)} ns`;
}

function counted(n, noun) {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}

function announce(sentence) {
  document.getElementById('announcer').textContent = sentence;
}

/** The page's data, unpacked. */
async function pageData() {
  const packed = document.getElementById('data');
  const bytes = Uint8Array.from(atob(packed.textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const data = JSON.parse(await new Response(stream).text());
  packed.remove();
  return data;
}

/* Copying */
async function copy(button) {
  const command = button.getAttribute('data-copy');
  try {
    await navigator.clipboard.writeText(command);
  } catch {
    const area = el('textarea', { class: 'unseen', readonly: true });
    area.value = command;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  button.textContent = 'Copied';
  announce('Command copied');
  setTimeout(() => { button.textContent = 'Copy'; announce(''); }, 1500);
}

function reproduce(command) {
  return el('div', { class: 'reproduce' },
    el('code', {}, command),
    el('button', { type: 'button', class: 'quiet', 'data-copy': command, 'aria-label': 'Copy the command that reproduces this verdict' }, 'Copy'));
}

/* Views: one at a time, each with an address. A page without views is simply one page. */
const views = [...document.querySelectorAll('.view')];
const arrivals = new Map();
const finders = [];
let current = views.find((view) => view.classList.contains('current')) || null;

/** Calls back when a view is first shown. */
function whenShown(view, action) {
  if (view === current) action();
  else arrivals.set(view, action);
}

function show(view) {
  if (!view) return;
  if (view !== current) {
    if (current) current.classList.remove('current');
    view.classList.add('current');
    current = view;
    scrollTo(0, 0);
  }
  const arrival = arrivals.get(view);
  if (arrival) {
    arrivals.delete(view);
    arrival();
  }
  const section = view.id.split('/')[0];
  document.querySelectorAll('.mast nav a').forEach((link) => {
    const here = link.hash === `#${section}` || (section === 'operator' && link.hash === '#operators');
    if (here) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } else link.removeAttribute('aria-current');
  });
}

/** The address without its mark, decoded, and what is asked behind the question mark. */
function address() {
  const [path, query] = location.hash.slice(1).split('?');
  try {
    return { id: decodeURIComponent(path), query: new URLSearchParams(query || '') };
  } catch {
    return { id: '', query: new URLSearchParams() };
  }
}

function go() {
  if (views.length === 0) return;
  const { id, query } = address();
  if (finders.some((finder) => finder(id, query))) return;
  const target = id ? document.getElementById(id) : views[0];
  if (!target) {
    show(views[0]);
    return;
  }
  const view = target.closest('.view');
  show(view);
  if (target === view) scrollTo(0, 0);
  else if (view) target.scrollIntoView();
}

/* Theme: as the system says, until somebody says otherwise */
const themes = ['auto', 'light', 'dark'];
const themeButton = document.getElementById('theme');
function paint(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  themeButton.textContent = `Theme: ${theme}`;
}
paint(document.documentElement.dataset.theme || 'auto');
themeButton.addEventListener('click', () => {
  const theme = themes[(themes.indexOf(document.documentElement.dataset.theme || 'auto') + 1) % themes.length];
  paint(theme);
  try { localStorage.setItem('etalon-theme', theme); } catch { /* a page from disk may have no storage */ }
});

/* Shortcuts: single keys, which can be switched off */
const shortcuts = new Map();
const dialog = document.getElementById('shortcuts');
const shortcutsOn = document.getElementById('shortcuts-on');
try { shortcutsOn.checked = localStorage.getItem('etalon-keys') !== 'off'; } catch { /* as above */ }
shortcutsOn.addEventListener('change', () => {
  try { localStorage.setItem('etalon-keys', shortcutsOn.checked ? 'on' : 'off'); } catch { /* as above */ }
});
function shortcut(key, meaning, action) {
  shortcuts.set(key, { meaning, action });
}
function help() {
  dialog.querySelector('.keys').replaceChildren(...[...shortcuts].map(([key, { meaning }]) =>
    el('div', {}, el('dt', {}, el('kbd', {}, key)), el('dd', {}, meaning))));
  dialog.showModal();
}
shortcut('?', 'These shortcuts', help);
document.getElementById('keys').addEventListener('click', help);
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !shortcutsOn.checked || dialog.open) return;
  if (event.target instanceof Element && event.target.closest('input, select, textarea')) return;
  const known = shortcuts.get(event.key);
  if (known) {
    event.preventDefault();
    known.action();
  }
});
[...document.querySelectorAll('.mast nav a')].slice(0, 9).forEach((link, i) => {
  shortcut(String(i + 1), link.textContent, () => { location.hash = link.hash; });
});

document.querySelectorAll('[data-copy]').forEach((button) => { button.hidden = false; });
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copy]');
  if (button) {
    event.stopPropagation();
    copy(button);
    return;
  }
  const link = event.target.closest('a[href^="#"]');
  if (link && link.getAttribute('href') === location.hash) go();
});
window.addEventListener('hashchange', go);
if (document.getElementById('data') === null) go();
