/* Charts as SVG. Colours come from the style sheet; shapes tell apart what colours do. */

const SHAPES = [
  (x, y) => svg('circle', { cx: x, cy: y, r: 3.4 }),
  (x, y) => svg('rect', { x: x - 3, y: y - 3, width: 6, height: 6 }),
  (x, y) => svg('path', { d: `M${x} ${y - 4.2}L${x + 4} ${y + 3}H${x - 4}Z` }),
  (x, y) => svg('path', { d: `M${x} ${y - 4.4}L${x + 4.4} ${y}L${x} ${y + 4.4}L${x - 4.4} ${y}Z` }),
  (x, y) => svg('path', { d: `M${x - 4} ${y}H${x + 4}M${x} ${y - 4}V${y + 4}`, class: 'stroke' }),
  (x, y) => svg('path', { d: `M${x - 3} ${y - 3}L${x + 3} ${y + 3}M${x + 3} ${y - 3}L${x - 3} ${y + 3}`, class: 'stroke' }),
];

function power(exponent) {
  if (exponent >= -2 && exponent <= 3) return String(Number((10 ** exponent).toPrecision(1)));
  return `10${[...String(exponent)].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[c])).join('')}`;
}

/** A logarithmic axis over whole decades. */
function decades(values, length, least = 1) {
  const logs = values.filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10);
  let low = logs.length ? Math.floor(Math.min(...logs) + 1e-9) : 0;
  let high = logs.length ? Math.ceil(Math.max(...logs) - 1e-9) : 1;
  if (high - low < least) high = low + least;
  const every = Math.max(1, Math.ceil((high - low) / Math.max(2, length / 55)));
  const ticks = [];
  for (let e = Math.ceil(low / every) * every; e <= high; e += every) ticks.push(e);
  return { low, high, ticks, at: (v) => ((Math.log10(v) - low) / (high - low)) * length };
}

/**
 * Counts in half decades between 10^low and 10^high; exact zeros and what lies beyond have bars of their own.
 * The limit, if any, is a line.
 */
function histogram({ title, values, low, high, limit, unit }) {
  const bins = 2 * (high - low);
  const counts = new Array(bins + 2).fill(0);
  for (const value of values) {
    if (value === 0) counts[0]++;
    else if (Number.isNaN(value) || (limit ? value > limit : value >= 10 ** high)) counts[bins + 1]++;
    else counts[1 + Math.max(0, Math.min(bins - 1, Math.floor(2 * (Math.log10(value) - low))))]++;
  }
  const width = 216;
  const height = 64;
  const bar = width / (bins + 2);
  const most = Math.max(...counts, 1);
  const range = (i) => (i === 0 ? 'exactly 0' : i > bins ? (limit ? `beyond ${limit}` : `from ${power(high)}`) : `${brief(10 ** (low + (i - 1) / 2))} to ${brief(10 ** (low + i / 2))}`);
  const largest = values.reduce((a, b) => (Number.isNaN(b) || b > a ? b : a), 0);
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height + 18}`, class: 'chart', role: 'img', 'aria-label': `${title}: ${counted(values.length, 'verdict')}, ${counts[0]} exactly 0, largest ${brief(largest)}${unit ? ` ${unit}` : ''}` });
  counts.forEach((count, i) => {
    if (count === 0) return;
    const h = Math.max(2, (count / most) * (height - 12));
    picture.append(svg('rect', { x: i * bar + 1, y: height - h, width: bar - 2, height: h, class: i > bins && limit ? 'bad' : i === 0 ? 'zero' : 'bar' }, svg('title', {}, `${range(i)}: ${count}`)));
    if (count === most) picture.append(svg('text', { x: i * bar + bar / 2, y: height - h - 3, 'text-anchor': 'middle' }, String(count)));
  });
  picture.append(svg('path', { d: `M0 ${height}H${width}`, class: 'axis' }));
  if (limit) picture.append(svg('path', { d: `M${(bins + 1) * bar} 4V${height}`, class: 'limit' }));
  picture.append(svg('text', { x: bar / 2, y: height + 13, 'text-anchor': 'middle' }, '0'));
  const every = high - low > 5 ? 2 : 1;
  for (let e = low + every; e <= high; e += every) {
    picture.append(svg('text', { x: bar + 2 * (e - low) * bar, y: height + 13, 'text-anchor': 'middle' }, power(e)));
  }
  return el('figure', { class: 'panel' }, el('figcaption', {}, title, el('small', {}, ` ${values.length}`)), picture);
}

/** What is higher is drawn there: one absurd error must not flatten all others. */
const HIGHEST = 1e9;

/** Points on log–log axes; lines are { points, name, kind, dashes }. Zeros lie on the floor. */
function scatter({ label, xLabel, yLabel, points, lines = [] }) {
  const width = 560;
  const height = 280;
  const left = 52;
  const bottom = 40;
  const w = width - left - 14;
  const h = height - bottom - 12;
  const series = [...new Set(points.map((p) => p.series))];
  const xs = decades([...points.map((p) => p.x), ...lines.flatMap((l) => l.points.map((p) => p[0]))], w);
  const ys = decades([...points.map((p) => Math.min(p.y, HIGHEST)), ...lines.flatMap((l) => l.points.map((p) => p[1]))], h, 2);
  const X = (x) => left + xs.at(x);
  const Y = (y) => 12 + h - (y > 0 ? Math.max(0, ys.at(Math.min(y, HIGHEST))) : Number.isNaN(y) ? h : 0);
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart wide', role: 'group', 'aria-label': `${label}; ${counted(points.length, 'point')}` });
  xs.ticks.forEach((e) => picture.append(
    svg('path', { d: `M${X(10 ** e)} 12V${12 + h}`, class: 'grid' }),
    svg('text', { x: X(10 ** e), y: 12 + h + 15, 'text-anchor': 'middle' }, power(e))));
  ys.ticks.forEach((e) => picture.append(
    svg('path', { d: `M${left} ${Y(10 ** e)}H${left + w}`, class: 'grid' }),
    svg('text', { x: left - 6, y: Y(10 ** e) + 4, 'text-anchor': 'end' }, power(e))));
  picture.append(svg('path', { d: `M${left} 12V${12 + h}H${left + w}`, class: 'axis' }),
    svg('text', { x: left + w / 2, y: height - 6, 'text-anchor': 'middle' }, xLabel),
    svg('text', { x: 12, y: 12 + h / 2, 'text-anchor': 'middle', transform: `rotate(-90 12 ${12 + h / 2})` }, yLabel));
  for (const line of lines) {
    const d = line.points.map(([x, y], i) => (line.dashes ? `M${(X(x) - 6).toFixed(1)} ${Y(y).toFixed(1)}h12` : `${i ? 'L' : 'M'}${X(x).toFixed(1)} ${Y(y).toFixed(1)}`)).join('');
    picture.append(svg('path', { d, class: `line ${line.kind}` }, svg('title', {}, line.name)));
  }
  for (const point of points) {
    const s = series.indexOf(point.series);
    const shape = SHAPES[s % SHAPES.length](X(point.x), Y(point.y));
    shape.classList.add('point', `s${s % 6}`);
    if (point.bad) shape.classList.add('bad');
    shape.append(svg('title', {}, point.title));
    picture.append(point.href ? svg('a', { href: point.href, tabindex: '-1', 'aria-label': point.title }, shape) : shape);
  }
  const key = el('ul', { class: 'key' },
    series.map((name, s) => {
      const shape = SHAPES[s % SHAPES.length](7, 7);
      shape.classList.add('point', `s${s % 6}`);
      return el('li', {}, svg('svg', { viewBox: '0 0 14 14', width: 14, height: 14, 'aria-hidden': 'true', class: 'chart' }, shape), name);
    }),
    lines.map((line) => el('li', {}, svg('svg', { viewBox: '0 0 22 14', width: 22, height: 14, 'aria-hidden': 'true', class: 'chart' }, svg('path', { d: 'M1 7H21', class: `line ${line.kind}` })), line.name)));
  return el('div', { class: 'scatter' }, picture, key);
}

/** Where a tensor is wrong: a picture for each slice over its last two axes. */
function heatMap({ shape, use, wrong, worst }, mostSlices = 12) {
  const size = shape.reduce((a, b) => a * b, 1);
  if (use.length === 0) return el('p', { class: 'slice' }, `${wrong.toLocaleString('en')} of ${size.toLocaleString('en')} elements are beyond their budget; the output is too large for a map.`);
  const columns = shape.length > 0 ? shape[shape.length - 1] : 1;
  const rows = shape.length > 1 ? shape[shape.length - 2] : 1;
  const slices = Math.max(1, size / (rows * columns));
  const side = Math.max(4, Math.min(22, Math.floor(300 / Math.max(rows, columns, 1))));
  const index = (offset) => {
    const at = [];
    let rest = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) { at.unshift(rest % shape[axis]); rest = Math.floor(rest / shape[axis]); }
    return at;
  };
  const level = (u) => (u <= 1 ? 0 : u <= 10 ? 1 : u <= 1e3 ? 2 : 3);
  const number = (u) => (typeof u === 'string' ? Number(u) : u);
  const bySlice = new Array(slices).fill(0);
  use.forEach((u, i) => { if (!(number(u) <= 1)) bySlice[Math.floor(i / (rows * columns))]++; });
  const order = [...bySlice.keys()];
  if (slices > mostSlices) order.sort((a, b) => bySlice[b] - bySlice[a] || a - b);
  const figure = el('div', { class: 'heat' },
    el('p', { class: 'slice' }, `${wrong.toLocaleString('en')} of ${size.toLocaleString('en')} elements are beyond their budget. Shape [${shape.join(', ')}]${slices > 1 ? `; a map for each slice over the last two axes${slices > mostSlices ? `, the ${mostSlices} worst of ${slices}` : ''}` : ''}.`));
  const maps = el('div', { class: 'maps' });
  for (const slice of order.slice(0, mostSlices).sort((a, b) => a - b)) {
    const name = shape.length > 2 ? `[${index(slice * rows * columns).slice(0, -2).join(', ')}, ·, ·]` : '';
    const picture = svg('svg', { viewBox: `0 0 ${columns * side} ${rows * side}`, width: columns * side, height: rows * side, role: 'img', class: 'heatmap', 'aria-label': `Error map ${name}: ${bySlice[slice]} of ${rows * columns} elements beyond their budget` });
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const offset = (slice * rows + r) * columns + c;
        const u = number(use[offset]);
        const l = Number.isNaN(u) ? 3 : level(u);
        picture.append(svg('rect', { x: c * side + 0.5, y: r * side + 0.5, width: side - 1, height: side - 1, class: `h${l}` }, svg('title', {}, `[${index(offset).join(', ')}]: ${brief(u)} × its budget`)));
        if (l > 0 && side >= 10) picture.append(svg('path', { d: `M${c * side + side * 0.3} ${r * side + side * 0.3}l${side * 0.4} ${side * 0.4}m0 ${-side * 0.4}l${-side * 0.4} ${side * 0.4}`, class: 'cross' }));
      }
    }
    maps.append(el('figure', {}, name ? el('figcaption', {}, name) : null, picture));
  }
  figure.append(maps, el('ul', { class: 'key' },
    ['within budget', 'up to 10 ×', 'up to 1000 ×', 'beyond, or NaN'].map((name, i) => el('li', {}, svg('svg', { viewBox: '0 0 14 14', width: 14, height: 14, 'aria-hidden': 'true', class: 'heatmap' }, svg('rect', { x: 1, y: 1, width: 12, height: 12, class: `h${i}` })), name))));
  if (worst.length > 1) {
    figure.append(el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Worst elements' }, el('table', { class: 'plain' },
      el('thead', {}, el('tr', {}, ['Worst elements', 'Expected', 'Got', 'Off by', 'Allowed', 'Budget use'].map((name, i) => el('th', { scope: 'col', class: i ? 'right' : undefined }, name)))),
      el('tbody', {}, worst.map((w) => {
        const allowed = Number(w.budget);
        const off = Math.abs(Number(w.got) - Number(w.expected));
        const used = Number.isNaN(off) ? Infinity : off / allowed;
        return el('tr', {}, el('th', { scope: 'row', class: 'number' }, `[${w.index.join(', ')}]`),
          [String(w.expected), String(w.got), w.ulp === null ? brief(off) : `${brief(Number(w.ulp))} ulp`, brief(allowed), brief(used)].map((value) => el('td', { class: 'right number' }, value)));
      })))));
  }
  return figure;
}

/** A line for each name: its value as a point, what it ranges over as a bar, on a logarithmic scale with 1 in the middle. */
function ranges({ label, rows, unit }) {
  // on a narrow screen the names stand above their lines
  const narrow = matchMedia('(max-width: 40rem)').matches;
  const width = narrow ? 340 : 700;
  const name = narrow ? 4 : 200;
  const above = narrow ? 16 : 0;
  const line = 20;
  const w = width - name - (narrow ? 56 : 90);
  const series = [...new Set(rows.flatMap((row) => row.marks.map((m) => m.series)))];
  const xs = decades([1, ...rows.flatMap((row) => row.marks.flatMap((m) => [m.low, m.high, m.value]))], w, 2);
  const X = (x) => name + Math.max(0, Math.min(w, xs.at(x)));
  const step = above + line * Math.max(1, series.length) * 0.72 + 8;
  const height = rows.length * step + 34;
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart ranges', role: 'group', 'aria-label': label });
  xs.ticks.forEach((e) => picture.append(svg('path', { d: `M${X(10 ** e)} 18V${height - 14}`, class: e === 0 ? 'limit' : 'grid' }), svg('text', { x: X(10 ** e), y: 12, 'text-anchor': 'middle' }, e === 0 ? 'equal' : `${power(e)} ×`)));
  rows.forEach((row, i) => {
    const top = 26 + i * step;
    const text = narrow
      ? svg('text', { x: 0, y: top + 11, class: 'name' }, row.name)
      : svg('text', { x: name - 8, y: top + step / 2, 'text-anchor': 'end', class: 'name' }, row.name);
    picture.append(svg('path', { d: `M0 ${top - 2}H${width}`, class: 'grid' }), row.href ? svg('a', { href: row.href }, text) : text);
    row.marks.forEach((mark) => {
      const s = series.indexOf(mark.series);
      const y = top + above + 6 + s * line * 0.72;
      const shape = SHAPES[s % SHAPES.length](X(mark.value), y);
      shape.classList.add('point', `s${s % 6}`);
      shape.append(svg('title', {}, mark.title));
      picture.append(svg('path', { d: `M${X(mark.low)} ${y}H${X(mark.high)}`, class: `span s${s % 6}` }), shape,
        svg('text', { x: width - 4, y: y + 4, 'text-anchor': 'end' }, unit(mark.value)));
    });
  });
  const key = el('ul', { class: 'key' }, series.map((text, s) => {
    const shape = SHAPES[s % SHAPES.length](7, 7);
    shape.classList.add('point', `s${s % 6}`);
    return el('li', {}, svg('svg', { viewBox: '0 0 14 14', width: 14, height: 14, 'aria-hidden': 'true', class: 'chart' }, shape), text);
  }));
  return el('div', { class: 'scatter' }, key, picture);
}
