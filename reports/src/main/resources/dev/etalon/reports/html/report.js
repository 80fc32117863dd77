(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const announcer = document.getElementById('announcer');
  const CHUNK = 200;
  const DECADES = 4;

  const text = (i) => data.texts[i];
  const verdicts = data.rows.map((r, i) => ({
    number: i,
    operator: text(r[0]), case: text(r[1]), dtype: text(r[2]), implementation: text(r[3]), judge: text(r[4]), quantity: text(r[5]),
    status: r[6], maxUlp: number(r[7]), rmsUlp: number(r[8]), use: number(r[9]), seconds: number(r[10]),
    explanation: text(r[11]), reproduce: text(r[12]),
    worst: r.length > 13
      ? { index: r[13], expected: r[14], got: r[15], ulp: number(r[16]), budget: number(r[17]), formula: text(r[18]) }
      : null,
  }));
  const idOf = (v) => `verdict/${v.case}/${v.dtype}/${v.implementation}/${v.judge}/${v.quantity}`;

  function number(x) { return x === null || x === undefined ? null : Number(x); }

  function brief(x) {
    if (x === null) return '–';
    if (Number.isNaN(x)) return 'NaN';
    if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
    const m = Math.abs(x);
    if (x === 0) return '0';
    if (m < 1e-3 || m >= 1e5) return x.toExponential(1).replace('e+', 'e');
    return x.toFixed(m >= 100 ? 0 : m >= 10 ? 1 : m >= 0.1 ? 2 : m >= 0.01 ? 3 : 4);
  }

  function time(s) {
    if (s === null || !Number.isFinite(s)) return '–';
    const digits = (x) => x.toFixed(x >= 100 ? 0 : 1);
    return s >= 1 ? `${s.toFixed(1)} s` : s >= 1e-3 ? `${digits(s * 1e3)} ms` : `${digits(s * 1e6)} µs`;
  }

  /** An element with properties and children; strings become text and never markup. */
  function el(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(properties || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (key === 'class') element.className = value;
      else if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value === true ? '' : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  function mark(status) {
    const [, symbol, , tone] = data.statuses[status];
    return el('i', { class: `mark ${tone}`, 'aria-hidden': 'true' }, symbol);
  }

  const position = (use) => 100 * Math.max(0, Math.min(1, 1 + Math.log10(use) / DECADES));

  function gauge(use) {
    const track = el('span', { class: use > 1 ? 'gauge over' : 'gauge', 'aria-hidden': 'true' });
    if (use > 0) {
      const needle = el('b');
      needle.style.left = `${position(use)}%`;
      track.append(needle);
    }
    return track;
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
    announcer.textContent = 'Command copied';
    setTimeout(() => { button.textContent = 'Copy'; announcer.textContent = ''; }, 1500);
  }

  function reproduce(command) {
    return el('div', { class: 'reproduce' },
      el('code', {}, command),
      el('button', { type: 'button', class: 'quiet', 'data-copy': command, 'aria-label': 'Copy the command that reproduces this verdict' }, 'Copy'));
  }

  /* The table of one operator */
  const COLUMNS = [
    ['status', 'Verdict'], ['case', 'Case'], ['quantity', 'Quantity'], ['implementation', 'Judged'], ['judge', 'Judge'], ['dtype', 'dtype'],
    ['maxUlp', 'Max ulp', 'right'], ['rmsUlp', 'RMS ulp', 'right'], ['use', 'Budget use', 'right'], ['seconds', 'Time', 'right'],
  ];
  const FILTERS = [['status', 'verdict'], ['quantity', 'quantity'], ['implementation', 'implementation'], ['judge', 'judge'], ['dtype', 'dtype']];
  const label = (key, value) => (key === 'status' ? data.statuses[value][2] : value);
  const tables = new Map();

  class Table {
    constructor(container) {
      this.operator = container.dataset.operator;
      this.all = verdicts.filter((v) => v.operator === this.operator);
      this.filter = {};
      this.words = '';
      this.sort = null;
      this.limit = CHUNK;
      this.open = new Set();
      this.target = null;
      this.build(container);
      this.draw();
    }

    build(container) {
      this.search = el('input', {
        type: 'search', placeholder: 'Filter by case or explanation', 'aria-label': `Filter the verdicts of ${this.operator} by text`,
        oninput: () => { this.words = this.search.value.trim().toLowerCase(); this.limit = CHUNK; this.draw(); },
      });
      this.selects = {};
      const controls = el('div', { class: 'controls' }, this.search);
      for (const [key, noun] of FILTERS) {
        const values = [...new Set(this.all.map((v) => v[key]))];
        if (key === 'status') values.sort((a, b) => a - b);
        const select = el('select', {
          'aria-label': `Filter by ${noun}`,
          onchange: () => { this.set(key, select.value); this.draw(); },
        }, el('option', { value: '' }, `any ${noun}`));
        for (const value of values) select.append(el('option', { value: String(value) }, label(key, value)));
        this.selects[key] = select;
        controls.append(select);
      }
      this.count = el('output', { 'aria-live': 'polite' });
      controls.append(this.count);
      this.headers = COLUMNS.map(([key, title, align]) => el('th', { scope: 'col', class: align },
        el('button', { type: 'button', onclick: () => this.order(key) }, title)));
      this.body = el('tbody');
      this.more = el('button', { type: 'button', class: 'quiet showmore', onclick: () => { this.limit = Infinity; this.draw(); } });
      container.append(this.rug(), controls,
        el('div', { class: 'scroll', role: 'region', 'aria-label': `Verdicts of ${this.operator}`, tabindex: '0' },
          el('table', { class: 'plain list' },
            el('thead', {}, el('tr', {}, ...this.headers, el('th', { scope: 'col' }, el('span', { class: 'unseen' }, 'Details')))),
            this.body)),
        this.more);
    }

    /** Budget use as lines on each judge's scale; of implementations beside the definition, by the first judge only. */
    rug() {
      const rug = el('div', { class: 'rug', role: 'img', 'aria-label': `Budget use of the verdicts of ${this.operator}, by judge and dtype; the table below has the numbers` });
      const lanes = new Map();
      for (const v of this.all) {
        const own = v.implementation === verdicts[0].implementation;
        if (v.use === null || data.statuses[v.status][3] === 'warn' || (!own && v.judge !== data.judges[0])) continue;
        const lane = `${own ? '' : `${v.implementation} by `}${v.judge} ${v.dtype}`;
        if (!lanes.has(lane)) lanes.set(lane, []);
        lanes.get(lane).push(v);
      }
      for (const [lane, measured] of [...lanes].sort((a, b) => data.judges.indexOf(a[1][0].judge) - data.judges.indexOf(b[1][0].judge))) {
        const track = el('span', { class: 'track' });
        for (const v of measured) {
          const line = el('i', { class: v.use > 1 || Number.isNaN(v.use) ? 'bad' : undefined });
          line.style.left = `${v.use > 0 ? position(v.use) : v.use === 0 ? 0 : 100}%`;
          track.append(line);
        }
        rug.append(el('span', { class: 'who' }, lane), track);
      }
      const scale = el('span', { class: 'scale' });
      ['up to 10⁻⁴', '10⁻³', '0.01', '0.1', 'limit'].forEach((name, i) => {
        const tick = el('span', {}, name);
        tick.style.left = `${(100 * i) / DECADES}%`;
        scale.append(tick);
      });
      if (rug.childElementCount > 0) rug.append(el('span', { class: 'who' }, 'budget use'), scale);
      return rug;
    }

    set(key, value) {
      const select = this.selects[key];
      if (!select) return;
      select.value = value;
      if (select.value === '') delete this.filter[key];
      else this.filter[key] = select.value;
      this.limit = CHUNK;
    }

    clear() {
      FILTERS.forEach(([key]) => this.set(key, ''));
      this.words = this.search.value = '';
    }

    order(key) {
      const numeric = COLUMNS.find((column) => column[0] === key)[2] === 'right';
      const first = numeric ? -1 : 1;
      this.sort = this.sort && this.sort.key === key ? { key, way: -this.sort.way } : { key, way: first };
      this.draw();
    }

    matches() {
      const chosen = Object.entries(this.filter);
      const rows = this.all.filter((v) => chosen.every(([key, value]) => String(v[key]) === value)
        && (this.words === '' || v.case.toLowerCase().includes(this.words) || v.explanation.toLowerCase().includes(this.words)));
      if (this.sort) {
        const { key, way } = this.sort;
        rows.sort((a, b) => way * compare(a[key], b[key]));
      } else {
        rows.sort((a, b) => a.status - b.status || compare(b.use, a.use));
      }
      return rows;
    }

    draw() {
      const rows = this.matches();
      this.headers.forEach((header, i) => {
        const sorted = this.sort && this.sort.key === COLUMNS[i][0];
        if (sorted) header.setAttribute('aria-sort', this.sort.way > 0 ? 'ascending' : 'descending');
        else header.removeAttribute('aria-sort');
      });
      const fragment = document.createDocumentFragment();
      for (const v of rows.slice(0, this.limit)) {
        fragment.append(this.row(v));
        if (this.open.has(v)) fragment.append(this.detail(v));
      }
      this.body.replaceChildren(fragment);
      this.count.textContent = rows.length === this.all.length ? `${rows.length} verdicts` : `${rows.length} of ${this.all.length} verdicts`;
      this.more.hidden = rows.length <= this.limit;
      this.more.textContent = `Show all ${rows.length}`;
    }

    row(v) {
      const open = this.open.has(v);
      const status = data.statuses[v.status];
      const name = v.case.startsWith(`${v.operator}/`) ? v.case.slice(v.operator.length + 1) : v.case;
      const toggle = (event) => {
        if (event.target.closest('a')) return;
        if (open) this.open.delete(v); else this.open.add(v);
        this.draw();
        const again = this.body.querySelector(`[data-row="${v.number}"] .toggle`);
        if (again) again.focus({ preventScroll: true });
      };
      return el('tr', { class: `row${open ? ' open' : ''}${this.target === v ? ' target' : ''}`, 'data-row': v.number, onclick: toggle },
        el('td', {}, mark(v.status), ` ${status[2]}`),
        el('td', {}, name), el('td', {}, v.quantity), el('td', {}, v.implementation), el('td', {}, v.judge), el('td', {}, v.dtype),
        el('td', { class: 'right number' }, brief(v.maxUlp)),
        el('td', { class: 'right number' }, brief(v.rmsUlp)),
        el('td', { class: 'right number' }, v.use === null ? '–' : el('span', { class: 'inline' }, gauge(v.use), el('span', { class: 'use' }, brief(v.use)))),
        el('td', { class: 'right number' }, time(v.seconds)),
        el('td', {}, el('button', { type: 'button', class: 'toggle', 'aria-expanded': String(open), 'aria-label': `Details of ${v.case}, ${v.quantity}, ${v.judge}, ${v.dtype}` }, open ? '▾' : '▸')));
    }

    detail(v) {
      const facts = [];
      if (v.worst) {
        const fact = (name, value, wide) => facts.push(el('div', { class: wide ? 'wide' : undefined }, el('dt', {}, name), el('dd', {}, value)));
        fact('worst index', `[${v.worst.index.join(', ')}]`);
        fact('expected', v.worst.expected);
        fact('got', v.worst.got);
        fact('off by', `${brief(v.worst.ulp)} ulp`);
        fact('allowed', brief(v.worst.budget));
        fact('budget', v.worst.formula, true);
      }
      return el('tr', { class: 'detail' }, el('td', { colspan: COLUMNS.length + 1 },
        el('p', {}, v.explanation, ' ', el('a', { class: 'hash', href: `#${encodeURIComponent(idOf(v)).replace(/%2F/g, '/').replace(/%3A/g, ':')}`, 'aria-label': 'Link to this verdict' }, '#')),
        facts.length ? el('dl', { class: 'figures' }, ...facts) : null,
        reproduce(v.reproduce)));
    }
  }

  function compare(a, b) {
    if (typeof a === 'number' || typeof b === 'number' || a === null || b === null) {
      const rank = (x) => (x === null ? -Infinity : Number.isNaN(x) ? Infinity : x);
      const x = rank(a);
      const y = rank(b);
      return x === y ? 0 : x < y ? -1 : 1;
    }
    return a < b ? -1 : a > b ? 1 : 0;
  }

  function section(operator) {
    const details = document.getElementById(`operator/${operator}`);
    return details instanceof HTMLDetailsElement ? details : null;
  }

  /** The table of an operator, drawn when it is first looked at. */
  function table(details) {
    const container = details.querySelector('.verdicts');
    if (!tables.has(container)) tables.set(container, new Table(container));
    return tables.get(container);
  }

  /* The wrong implementations, one row for both dtypes */
  function drawMutants(container) {
    const rows = new Map();
    const dtypes = new Set();
    for (const [name, operator, mistake, dtype, killers] of data.mutants) {
      dtypes.add(text(dtype));
      if (!rows.has(name)) rows.set(name, { name: text(name), operator: text(operator), mistake: text(mistake), kills: new Map() });
      rows.get(name).kills.set(text(dtype), new Set(killers.map(text)));
    }
    const all = [...rows.values()];
    const columns = [...data.judges, ...data.plainCheckers];
    const search = el('input', { type: 'search', placeholder: 'Filter by name, mistake or judge', 'aria-label': 'Filter the mutants', oninput: draw });
    const count = el('output', { 'aria-live': 'polite' });
    const body = el('tbody');
    container.append(el('div', { class: 'controls' }, search, count),
      el('div', { class: 'scroll', role: 'region', 'aria-label': 'Mutants', tabindex: '0' },
        el('table', { class: 'matrix mutants' },
          el('thead', {}, el('tr', {}, el('th', { scope: 'col', class: 'stick' }, 'Mutant'),
            ...columns.map((judge) => el('th', { scope: 'col', class: 'group' }, judge)))),
          body)));
    function cell(row, judge) {
      return el('td', { class: 'group' }, ...[...dtypes].map((dtype) => {
        const kills = row.kills.get(dtype);
        if (!kills) return el('span', { class: 'kill' }, `· ${dtype}`);
        const hit = kills.has(judge);
        return el('span', { class: hit ? 'kill hit' : 'kill' }, el('span', { 'aria-hidden': 'true' }, hit ? '● ' : '○ '), dtype,
          el('span', { class: 'unseen' }, hit ? ' rejected' : ' not rejected'));
      }));
    }
    function draw() {
      const words = search.value.trim().toLowerCase();
      const shown = all.filter((row) => words === '' || row.name.toLowerCase().includes(words) || row.mistake.toLowerCase().includes(words)
        || [...row.kills.values()].some((kills) => [...kills].some((judge) => judge.includes(words))));
      body.replaceChildren(...shown.map((row) => el('tr', {},
        el('th', { scope: 'row', class: 'stick' }, el('b', {}, row.name), el('span', { class: 'mistake' }, row.mistake)),
        ...columns.map((judge) => cell(row, judge)))));
      count.textContent = `${shown.length} of ${all.length} mutants`;
    }
    draw();
  }

  /* Places: #operator/conv2d?judge=extended, #verdict/conv2d/strided/float32/definition/extended/forward */
  function go() {
    const [path, query] = location.hash.slice(1).split('?');
    let id;
    try { id = decodeURIComponent(path); } catch { return; }
    if (id.startsWith('operator/')) {
      const details = section(id.slice('operator/'.length));
      if (!details) return;
      details.open = true;
      const list = table(details);
      if (query) {
        list.clear();
        for (const [key, value] of new URLSearchParams(query)) {
          list.set(key, key === 'status' ? String(data.statuses.findIndex((status) => status[0] === value)) : value);
        }
        list.draw();
        details.querySelector('.verdicts').scrollIntoView();
      } else {
        details.scrollIntoView();
      }
    } else if (id.startsWith('verdict/') && !document.getElementById(id)) {
      const verdict = verdicts.find((v) => idOf(v) === id);
      const details = verdict && section(verdict.operator);
      if (!details) return;
      details.open = true;
      const list = table(details);
      list.clear();
      list.open.add(verdict);
      list.target = verdict;
      if (list.matches().indexOf(verdict) >= list.limit) list.limit = Infinity;
      list.draw();
      list.body.querySelector('.target').scrollIntoView({ block: 'center' });
    }
  }

  /* Theme: as the system says, until somebody says otherwise */
  const themes = ['auto', 'light', 'dark'];
  const themeButton = document.getElementById('theme');
  function show(theme) {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    themeButton.textContent = `Theme: ${theme}`;
    themeButton.dataset.theme = theme;
  }
  let remembered = null;
  try { remembered = localStorage.getItem('etalon-theme'); } catch { /* a page from disk may have no storage */ }
  show(themes.includes(remembered) ? remembered : 'auto');
  themeButton.hidden = false;
  themeButton.addEventListener('click', () => {
    const next = themes[(themes.indexOf(themeButton.dataset.theme) + 1) % themes.length];
    show(next);
    try { localStorage.setItem('etalon-theme', next); } catch { /* see above */ }
  });

  document.querySelectorAll('[data-copy]').forEach((button) => { button.hidden = false; });
  document.querySelectorAll('details.operator').forEach((details) => {
    details.addEventListener('toggle', () => { if (details.open) table(details); });
  });
  document.querySelectorAll('details.kills').forEach((details) => {
    details.addEventListener('toggle', () => drawMutants(details.querySelector('.killtable')), { once: true });
  });
  document.querySelectorAll('.matrix a, .matrix .empty').forEach((cell) => { cell.title = cell.getAttribute('aria-label') || ''; });
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
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || !(event.target instanceof Element) || event.target.closest('input, select, textarea')) return;
    const open = [...document.querySelectorAll('details.operator[open]')];
    const visible = open.find((details) => details.getBoundingClientRect().bottom > 0) || document.querySelector('details.operator');
    if (!visible) return;
    event.preventDefault();
    visible.open = true;
    table(visible).search.focus();
  });
  window.addEventListener('hashchange', go);
  go();
})();
