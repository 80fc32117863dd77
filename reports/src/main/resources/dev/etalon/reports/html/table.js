/* A table of any length: only the rows in sight are in the document. */
const ROW_HEIGHT = 34;
const MARGIN_ROWS = 8;

class LongTable {
  /**
   * columns: { key, title, width, numeric, turned, cell(row), value(row) }; filters: { key, noun, label(value) };
   * text(row) is what the search looks into; href(row) is a row's address; chosen(row) is called with it.
   */
  constructor(container, { label, noun, rows, columns, filters = [], text, href, chosen, order }) {
    Object.assign(this, { label, noun, all: rows, columns, filters, text, href, chosen, order });
    this.wanted = {};
    this.words = '';
    this.sort = null;
    this.active = null;
    this.rows = rows;
    this.build(container);
    this.refresh();
  }

  build(container) {
    this.search = el('input', {
      type: 'search', placeholder: 'Filter by text', 'aria-label': `Filter: ${this.label}`,
      oninput: () => { this.words = this.search.value.trim().toLowerCase(); this.refresh(); },
    });
    this.selects = {};
    const controls = el('div', { class: 'controls' }, this.search);
    for (const { key, noun, label = String } of this.filters) {
      const values = [...new Set(this.all.map((row) => row[key]))];
      if (values.length < 2) continue;
      if (typeof values[0] === 'number') values.sort((a, b) => a - b);
      const select = el('select', { 'aria-label': `Filter by ${noun}`, onchange: () => { this.set(key, select.value); this.refresh(); } },
        el('option', { value: '' }, `any ${noun}`),
        values.map((value) => el('option', { value: String(value) }, label(value))));
      this.selects[key] = select;
      controls.append(select);
    }
    this.clearing = el('button', { type: 'button', class: 'quiet', onclick: () => { this.clear(); this.refresh(); } }, 'Clear');
    this.count = el('output', { 'aria-live': 'polite' });
    controls.append(this.clearing, this.count);
    this.headers = this.columns.map((column) => el('th', { scope: 'col', class: column.turned ? 'turned' : column.numeric ? 'right' : undefined },
      el('button', { type: 'button', onclick: () => this.by(column) }, column.title)));
    this.body = el('tbody');
    this.table = el('table', { class: 'long', 'aria-label': this.label },
      el('colgroup', {}, this.columns.map(({ width }) => el('col', { style: { width: `${width}rem` } }))),
      el('thead', {}, el('tr', { 'aria-rowindex': 1 }, this.headers)), this.body);
    this.table.style.minWidth = `${this.columns.reduce((sum, { width }) => sum + width, 0)}rem`;
    this.window = el('div', { class: 'scroll window', role: 'region', 'aria-label': this.label, tabindex: '0', onscroll: () => this.later(), onkeydown: (event) => this.key(event) }, this.table);
    container.append(controls, this.window);
    new ResizeObserver(() => this.later()).observe(this.window);
  }

  set(key, value) {
    const select = this.selects[key];
    if (!select) {
      if (value === '') delete this.wanted[key];
      else if (this.all.some((row) => String(row[key]) === value)) this.wanted[key] = value;
      return;
    }
    select.value = value;
    if (select.value === '') delete this.wanted[key];
    else this.wanted[key] = select.value;
  }

  clear() {
    Object.keys(this.selects).forEach((key) => this.set(key, ''));
    this.wanted = {};
    this.words = this.search.value = '';
  }

  by(column) {
    const first = column.numeric ? -1 : 1;
    this.sort = this.sort && this.sort.column === column ? { column, way: -this.sort.way } : { column, way: first };
    this.refresh();
  }

  /** Filters and sorts anew. */
  refresh() {
    const wanted = Object.entries(this.wanted);
    this.rows = this.all.filter((row) => wanted.every(([key, value]) => String(row[key]) === value)
      && (this.words === '' || this.text(row).toLowerCase().includes(this.words)));
    if (this.sort) {
      const { column, way } = this.sort;
      const value = column.value || ((row) => row[column.key]);
      this.rows.sort((a, b) => way * compare(value(a), value(b)));
    } else if (this.order) {
      this.rows.sort(this.order);
    }
    this.headers.forEach((header, i) => {
      if (this.sort && this.sort.column === this.columns[i]) header.setAttribute('aria-sort', this.sort.way > 0 ? 'ascending' : 'descending');
      else header.removeAttribute('aria-sort');
    });
    this.count.textContent = this.rows.length === this.all.length ? counted(this.all.length, this.noun) : `${this.rows.length.toLocaleString('en')} of ${counted(this.all.length, this.noun)}`;
    this.clearing.hidden = wanted.length === 0 && this.words === '';
    this.table.setAttribute('aria-rowcount', this.rows.length + 1);
    this.window.scrollTop = 0;
    this.draw();
  }

  later() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  draw() {
    const height = this.window.clientHeight || 600;
    const from = Math.max(0, Math.floor(this.window.scrollTop / ROW_HEIGHT) - MARGIN_ROWS);
    const to = Math.min(this.rows.length, from + Math.ceil(height / ROW_HEIGHT) + 2 * MARGIN_ROWS);
    const focused = this.body.contains(document.activeElement);
    const rows = [];
    const gap = (n) => el('tr', { class: 'gap', 'aria-hidden': 'true' }, el('td', { colspan: this.columns.length, style: { height: `${n * ROW_HEIGHT}px` } }));
    if (from > 0) rows.push(gap(from));
    for (let i = from; i < to; i++) rows.push(this.row(this.rows[i], i));
    if (to < this.rows.length) rows.push(gap(this.rows.length - to));
    if (this.rows.length === 0) rows.push(el('tr', {}, el('td', { colspan: this.columns.length, class: 'nothing' }, 'Nothing matches these filters.')));
    this.body.replaceChildren(...rows);
    if (focused) this.focus();
  }

  row(row, i) {
    const active = row === this.active;
    return el('tr', { 'aria-rowindex': i + 2, class: active ? 'active' : undefined, onclick: (event) => { if (!event.target.closest('a')) this.choose(row); } },
      this.columns.map((column, c) => el('td', { class: column.turned ? 'cell' : column.numeric ? 'right number' : undefined },
        c === 0 && this.href
          ? el('a', { href: this.href(row), tabindex: active || (!this.active && i === 0) ? '0' : '-1', 'aria-current': active ? 'true' : undefined, onclick: (event) => this.follow(event, row) }, column.cell(row))
          : column.cell(row))));
  }

  follow(event, row) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.choose(row);
  }

  choose(row) {
    this.active = row;
    this.draw();
    if (this.chosen) this.chosen(row);
  }

  /** Scrolls to a row; clears the filters that hide it. */
  reveal(row) {
    if (!this.rows.includes(row)) {
      this.clear();
      this.refresh();
    }
    this.active = row;
    const top = this.rows.indexOf(row) * ROW_HEIGHT;
    if (top < this.window.scrollTop || top > this.window.scrollTop + this.window.clientHeight - 3 * ROW_HEIGHT) {
      this.window.scrollTop = top - this.window.clientHeight / 3;
    }
    this.draw();
  }

  focus() {
    const link = this.body.querySelector('tr.active a') || this.body.querySelector('a');
    if (link) link.focus({ preventScroll: true });
    else this.window.focus({ preventScroll: true });
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.window.clientHeight / ROW_HEIGHT) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || !this.href || this.rows.length === 0) return;
    event.preventDefault();
    const now = this.rows.indexOf(this.active);
    const next = Math.max(0, Math.min(this.rows.length - 1, now + steps[event.key]));
    this.reveal(this.rows[next]);
    this.focus();
    if (this.chosen) this.chosen(this.rows[next]);
  }
}

/** Numbers before what was not measured; NaN is the greatest. */
function compare(a, b) {
  if (typeof a === 'number' || typeof b === 'number' || a === null || b === null) {
    const rank = (x) => (x === null || x === undefined ? -Infinity : Number.isNaN(x) ? Infinity : x);
    const x = rank(a);
    const y = rank(b);
    return x === y ? 0 : x < y ? -1 : 1;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
