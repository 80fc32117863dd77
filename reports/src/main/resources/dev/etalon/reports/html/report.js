/* The verification report: verdicts, charts, mutants and timings, drawn when they are looked at. */

(async () => {
  const data = await pageData();
  const text = (i) => data.texts[i];
  const number = (x) => (x === null || x === undefined ? null : Number(x));
  const verdicts = readVerdicts();
  const byId = new Map(verdicts.map((v) => [v.id, v]));
  const byOperator = new Map();
  verdicts.forEach((v) => {
    if (!byOperator.has(v.operator)) byOperator.set(v.operator, []);
    byOperator.get(v.operator).push(v);
  });
  const definition = 'definition';
  const tables = new Map();

  function readVerdicts() {
    const c = data.columns;
    return c.operator.map((_, i) => {
      const v = {
        number: i,
        operator: text(c.operator[i]), case: text(c.case[i]), dtype: text(c.dtype[i]), implementation: text(c.implementation[i]),
        judge: text(c.judge[i]), quantity: text(c.quantity[i]), status: c.status[i],
        maxUlp: number(c.maxUlp[i]), rmsUlp: number(c.rmsUlp[i]), use: number(c.use[i]), seconds: number(c.seconds[i]),
        explanation: text(c.explanation[i]), mistake: text(c.mistake[i]),
        map: data.maps[i] || null,
        worst: c.index[i] === null ? null : { index: c.index[i], expected: c.expected[i], got: c.got[i], ulp: number(c.ulp[i]), budget: number(c.budget[i]), formula: text(c.formula[i]) },
      };
      v.id = `verdict/${v.case}/${v.dtype}/${v.implementation}/${v.judge}/${v.quantity}`;
      v.reproduce = text(c.reproduce[i]).replaceAll('\u0003', v.judge).replaceAll('\u0002', v.dtype).replaceAll('\u0001', v.case);
      return v;
    });
  }

  const status = (v) => data.statuses[v.status];
  const disagrees = (v) => status(v)[3] === 'bad';
  /** What disagrees is wanted first, then what was measured, then what is no evidence. */
  const rank = (v) => (disagrees(v) ? 0 : status(v)[3] === 'good' ? 1 : 2);
  const caseName = (v) => (v.case.startsWith(`${v.operator}/`) ? v.case.slice(v.operator.length + 1) : v.case);
  const hash = (id) => `#${encodeURIComponent(id).replace(/%2F/g, '/').replace(/%3A/g, ':')}`;
  const mark = (v) => el('i', { class: `mark ${status(v)[3]}`, 'aria-hidden': 'true' }, status(v)[1]);
  const position = (use) => 100 * Math.max(0, Math.min(1, 1 + Math.log10(use) / 4));

  function gauge(use) {
    return el('span', { class: use > 1 ? 'gauge over' : 'gauge', 'aria-hidden': 'true' },
      use > 0 ? el('b', { style: { left: `${position(use)}%` } }) : null);
  }

  /* Verdicts: a table, and one of them in full below it */
  function drawVerdicts(view, rows, whole) {
    const container = view.querySelector('.verdicts');
    const inspector = el('aside', { class: 'inspector', 'aria-label': 'The chosen verdict', hidden: true });
    const columns = [
      { key: 'status', title: 'Verdict', width: 7.9, cell: (v) => [mark(v), ` ${status(v)[2]}`] },
      ...(whole ? [{ key: 'operator', title: 'Operator', width: 8.8, cell: (v) => v.operator }] : []),
      { key: 'case', title: 'Case', width: 10.2, cell: caseName },
      { key: 'quantity', title: 'Quantity', width: 6.5, cell: (v) => v.quantity },
      { key: 'implementation', title: 'Judged', width: 6.6, cell: (v) => v.implementation },
      { key: 'judge', title: 'Judge', width: 8.3, cell: (v) => v.judge },
      { key: 'dtype', title: 'dtype', width: 4.6, cell: (v) => v.dtype },
      { key: 'maxUlp', title: 'Max ulp', width: 4.7, numeric: true, cell: (v) => brief(v.maxUlp) },
      { key: 'rmsUlp', title: 'RMS ulp', width: 4.9, numeric: true, cell: (v) => brief(v.rmsUlp) },
      { key: 'use', title: 'Budget use', width: 6.6, numeric: true, cell: (v) => (v.use === null ? '–' : el('span', { class: 'inline' }, gauge(v.use), el('span', { class: 'use' }, brief(v.use)))) },
      { key: 'seconds', title: 'Time', width: 4.8, numeric: true, cell: (v) => duration(v.seconds) },
    ];
    const table = new LongTable(container, {
      label: whole ? 'All verdicts' : `Verdicts of ${view.dataset.operator}`, noun: 'verdict', rows, columns,
      filters: [
        { key: 'status', noun: 'verdict', label: (i) => data.statuses[i][2] },
        ...(whole ? [{ key: 'operator', noun: 'operator' }] : []),
        { key: 'quantity', noun: 'quantity' }, { key: 'implementation', noun: 'implementation' }, { key: 'judge', noun: 'judge' }, { key: 'dtype', noun: 'dtype' },
      ],
      text: (v) => `${v.case} ${v.explanation} ${v.mistake}`,
      href: (v) => hash(v.id),
      order: (a, b) => rank(a) - rank(b) || a.status - b.status || compare(b.use, a.use) || a.number - b.number,
      chosen: (v) => {
        inspect(inspector, v, () => { table.active = null; table.draw(); table.focus(); });
        history.replaceState(null, '', hash(v.id));
      },
    });
    container.append(inspector);
    tables.set(view, { table, inspector });
    return tables.get(view);
  }

  function tableOf(view) {
    if (tables.has(view)) return tables.get(view);
    return view.id === 'verdicts' ? drawVerdicts(view, verdicts, true) : drawVerdicts(view, byOperator.get(view.dataset.operator) || [], false);
  }

  function inspect(inspector, v, closed) {
    const facts = [];
    const fact = (name, value, wide) => facts.push(el('div', { class: wide ? 'wide' : undefined }, el('dt', {}, name), el('dd', {}, value)));
    if (v.worst) {
      fact('worst element', `[${v.worst.index.join(', ')}]`);
      fact('expected', v.worst.expected);
      fact('got', v.worst.got);
      if (v.worst.ulp !== null) fact('off by', `${brief(v.worst.ulp)} ulp`);
      fact('allowed', brief(v.worst.budget));
      fact('budget use', brief(v.use));
      if (v.rmsUlp !== null) fact('rms', `${brief(v.rmsUlp)} ulp`);
      fact('the budget is', v.worst.formula, true);
    }
    const known = data.cases[v.case];
    if (known) fact('case', `${Object.entries(known.operands).map(([name, shape]) => `${name} ${shape}`).join(', ')} → ${known.output} · ${known.attributes}`, true);
    const close = () => { inspector.hidden = true; closed(); };
    inspector.replaceChildren(
      el('header', {},
        el('h3', {}, mark(v), ` ${v.case} `, el('span', { class: 'quantity' }, v.quantity), el('small', {}, ` ${v.dtype} · ${v.implementation} judged by ${v.judge}`)),
        el('button', { type: 'button', class: 'quiet', 'aria-label': 'Close', onclick: close }, '×')),
      el('p', { class: 'explanation' }, `${status(v)[2]}: ${v.explanation}`),
      v.mistake ? el('p', { class: 'mistaken' }, el('b', {}, 'Likely mistake: '), v.mistake) : '',
      facts.length ? el('dl', { class: 'figures' }, facts) : '',
      v.map ? heatMap(v.map) : '',
      reproduce(v.reproduce));
    inspector.hidden = false;
    inspector.onkeydown = (event) => { if (event.key === 'Escape') close(); };
    announce(`${v.case}, ${v.quantity}: ${status(v)[2]}`);
  }

  /* An operator's page */
  function drawOperator(view) {
    const operator = view.dataset.operator;
    const own = byOperator.get(operator) || [];
    drawFailures(view, own);
    tableOf(view);
    const charts = view.querySelector('.charts');
    const measured = own.filter((v) => v.use !== null && status(v)[3] !== 'warn');
    if (measured.length > 0) {
      charts.append(el('h2', {}, 'Budget use'), el('p', { class: 'lead' }, `How much of the allowed error was used, by judge and dtype${measured.some((v) => v.implementation !== definition) ? `; other implementations as ${data.judges[0]} judges them` : ''}: verdicts counted on a logarithmic scale. The line is the limit.`),
        panels(measured, (v) => v.use, { low: -6, high: 0, limit: 1 }));
      const ulps = measured.filter((v) => v.maxUlp !== null);
      if (ulps.length > 0) {
        const top = Math.min(8, Math.max(2, Math.ceil(Math.log10(Math.max(...ulps.map((v) => (Number.isFinite(v.maxUlp) ? v.maxUlp : 1)))) + 0.01)));
        charts.append(el('h2', {}, 'Errors in ulps'), el('p', { class: 'lead' }, 'The largest error of each verdict in units in the last place, where the judge knows the value to the ulp.'),
          panels(ulps, (v) => v.maxUlp, { low: -2, high: top, unit: 'ulp' }));
      }
      drawGrowth(charts, operator, own);
    }
    drawScaling(charts, operator);
    drawCases(view, operator);
  }

  /** The worst disagreement about each quantity of each implementation, with the map of its errors. */
  function drawFailures(view, own) {
    const worst = new Map();
    for (const v of own.filter(disagrees)) {
      const place = `${v.implementation} ${v.quantity}`;
      const known = worst.get(place);
      if (!known || (v.map && !known.map) || (!v.map === !known.map && compare(v.use, known.use) > 0)) worst.set(place, v);
    }
    if (worst.size === 0) return;
    view.querySelector('.wrong').append(el('h2', {}, 'What is wrong'), ...[...worst.values()].slice(0, 6).map((v) => el('article', { class: 'failure' },
      el('header', {}, el('h3', {}, el('span', { class: 'quantity' }, v.quantity), v.implementation === definition ? '' : el('small', {}, ` of ${v.implementation}`)),
        v.mistake ? el('p', { class: 'mistaken' }, el('b', {}, 'Likely mistake: '), v.mistake) : '',
        el('p', {}, el('a', { href: hash(v.id) }, v.case), ` · ${v.dtype} · judged by ${v.judge}`)),
      el('div', { class: 'witness' }, el('p', { class: 'explanation' }, `${status(v)[2]}: ${v.explanation}`), v.map ? heatMap(v.map) : '', reproduce(v.reproduce)))));
  }

  /** A histogram for each judge and dtype; of implementations beside the definition, by the first judge only. */
  function panels(rows, value, axis) {
    const groups = new Map();
    const others = [...new Set(rows.map((v) => v.implementation))];
    for (const v of rows) {
      const own = v.implementation === definition;
      if (!own && v.judge !== data.judges[0]) continue;
      const title = `${own ? v.judge : v.implementation} · ${v.dtype}`;
      const place = own ? data.judges.indexOf(v.judge) : data.judges.length + others.indexOf(v.implementation);
      if (!groups.has(title)) groups.set(title, { place, values: [] });
      groups.get(title).values.push(value(v));
    }
    return el('div', { class: 'panels' }, [...groups].sort((a, b) => a[1].place - b[1].place).map(([title, { values }]) => histogram({ title, values, ...axis })));
  }

  const EPSILON = { float64: [2 ** -52, 2 ** -1074], float32: [2 ** -23, 2 ** -149], float16: [2 ** -10, 2 ** -24], bfloat16: [2 ** -7, 2 ** -133] };
  function ulpOf(value, dtype) {
    const [epsilon, least] = EPSILON[dtype] || EPSILON.float64;
    return value === 0 ? least : Math.max(least, 2 ** Math.floor(Math.log2(Math.abs(value))) * epsilon);
  }

  /** Error against reduction length, with the line of the budget. */
  function drawGrowth(charts, operator, own) {
    const points = [];
    const budgets = new Map();
    for (const v of own) {
      const terms = data.cases[v.case] && data.cases[v.case].terms[v.quantity];
      if (!terms || v.judge !== data.judges[0] || !v.worst || v.worst.ulp === null || status(v)[3] === 'warn') continue;
      points.push({ x: terms, y: v.worst.ulp, implementation: v.implementation, dtype: v.dtype, bad: v.use > 1, href: hash(v.id), title: `${v.case} ${v.quantity}, ${v.dtype}, ${v.implementation}: n = ${terms}, ${brief(v.worst.ulp)} ulp, ${brief(v.use)} of the budget` });
      const allowed = v.worst.ulp > 0 && v.use > 0 ? v.worst.ulp / v.use : v.worst.budget / ulpOf(Number(v.worst.expected), v.dtype);
      if (allowed > 0) budgets.set(terms, Math.max(Math.min(allowed, HIGHEST), budgets.get(terms) || 0));
    }
    if (new Set(points.map((p) => p.x)).size < 2) return;
    // as fine as there are shapes to tell the series apart
    const series = [(p) => (p.implementation === definition ? p.dtype : `${p.implementation} ${p.dtype}`), (p) => p.implementation, (p) => p.dtype]
      .find((name) => new Set(points.map(name)).size <= SHAPES.length);
    if (series) points.forEach((p) => { p.series = series(p); });
    charts.append(el('h2', {}, 'Error against reduction length'),
      el('p', { class: 'lead' }, 'The error at the worst element of each verdict beside the length n of the longest sum behind it. A dash is the most that the budget allows at such an element: no right result lies above it. Errors of 0 lie on the floor.'),
      scatter({ label: `Error against reduction length of ${operator}`, xLabel: 'terms in the longest sum', yLabel: 'ulp', points, lines: budgets.size > 0 ? [{ points: [...budgets], name: 'budget', kind: 'budget', dashes: true }] : [] }));
  }

  function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /* Times */
  const caseOf = (t) => t.case || t.name.slice(0, t.name.length - t.quantity.length - 1);

  /** Time against the count of operations, beside the line of the lectures' complexity. */
  function drawScaling(charts, operator) {
    const points = [];
    for (const t of data.timings.filter((timing) => timing.operator === operator && timing.quantity === 'forward')) {
      const operations = data.cases[caseOf(t)] && data.cases[caseOf(t)].operations;
      if (!operations) continue;
      for (const [who, seconds] of [[t.subject, t.subjectSeconds], [t.baseline, t.baselineSeconds]]) {
        if (seconds > 0) points.push({ x: operations, y: seconds, series: `${who} ${t.dtype}`, title: `${caseOf(t)}, ${t.dtype}, ${who}: ${counted(operations, 'operation')}, ${duration(seconds)}` });
      }
    }
    const xs = [...new Set(points.map((p) => p.x))].sort((a, b) => a - b);
    if (xs.length < 3) return;
    const slow = points.filter((p) => p.series.startsWith(definition));
    const rate = median((slow.length ? slow : points).map((p) => p.y / p.x));
    charts.append(el('h2', {}, 'Time against work'),
      el('p', { class: 'lead' }, 'Forward time of each case beside the operations that the definition takes for it, which is the lectures’ count. A kernel of the same complexity runs along the line; a flat part is fixed cost.'),
      scatter({ label: `Time against operations of ${operator}`, xLabel: 'operations of the definition', yLabel: 'seconds', points, lines: [{ points: [[xs[0], rate * xs[0]], [xs[xs.length - 1], rate * xs[xs.length - 1]]], name: 'time proportional to operations', kind: 'guide' }] }));
  }

  function drawTiming(view) {
    const container = view.querySelector('.timings');
    const timings = data.timings.map((t) => Object.fromEntries(Object.entries(t).map(([key, value]) => [key, /^(NaN|-?Infinity)$/.test(value) ? Number(value) : value])));
    const quantities = [...new Set(timings.map((t) => t.quantity))];
    for (const quantity of quantities) {
      const rows = [];
      for (const operator of new Set(timings.map((t) => t.operator))) {
        const marks = [];
        const groups = group(timings.filter((t) => t.operator === operator && t.quantity === quantity && t.ratio > 0), who);
        for (const [series, own] of groups) {
          const value = median(own.map((t) => t.ratio));
          const low = own.length === 1 ? own[0].ratioLow || value : Math.min(...own.map((t) => t.ratio));
          const high = own.length === 1 ? own[0].ratioHigh || value : Math.max(...own.map((t) => t.ratio));
          marks.push({ series, value, low, high, title: `${operator} ${quantity}, ${series}: median ${brief(value)} × PyTorch's speed over ${counted(own.length, 'case')}, from ${brief(low)} to ${brief(high)}` });
        }
        if (marks.length > 0) rows.push({ name: operator, href: hash(`operator/${operator}`), marks });
      }
      container.append(el('h2', {}, `${quantity}: speed relative to PyTorch`),
        el('p', { class: 'lead' }, 'The median over an operator’s cases; the bar reaches from its slowest case to its fastest, or over the confidence interval where there is one case.'),
        el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Speed relative to PyTorch, ${quantity}` }, ranges({ label: `Speed relative to PyTorch, ${quantity}, by operator`, rows, unit: (x) => `${brief(x)} ×` })));
    }
    drawRoofline(container, timings);
    container.append(el('h2', {}, 'All measurements'));
    const has = (key) => timings.some((t) => typeof t[key] === 'number');
    const interval = (t, low, high) => (typeof t[low] === 'number' && typeof t[high] === 'number' ? ` (${brief(t[low])}–${brief(t[high])})` : '');
    const place = el('div', { class: 'measurements' });
    container.append(place);
    new LongTable(place, {
      label: 'All measurements', noun: 'measurement', rows: timings,
      columns: [
        { key: 'name', title: 'Case', width: 17, cell: caseOf },
        { key: 'quantity', title: 'Quantity', width: 7.5, cell: (t) => t.quantity },
        { key: 'dtype', title: 'dtype', width: 5.2, cell: (t) => t.dtype },
        { key: 'subject', title: 'Who', width: 8, cell: (t) => t.subject },
        { key: 'subjectSeconds', title: 'Time', width: 6, numeric: true, cell: (t) => span(t, 'subject') },
        { key: 'baseline', title: 'Beside', width: 8, cell: (t) => t.baseline },
        { key: 'baselineSeconds', title: 'Time', width: 6, numeric: true, cell: (t) => span(t, 'baseline') },
        { key: 'ratio', title: 'Speed', width: has('ratioLow') ? 11 : 6.5, numeric: true, cell: (t) => `${brief(t.ratio)} ×${interval(t, 'ratioLow', 'ratioHigh')}` },
        ...(has('gflops') ? [{ key: 'gflops', title: 'GFLOP/s', width: 6, numeric: true, cell: (t) => brief(number(t.gflops)) }] : []),
        ...(has('peakShare') ? [{ key: 'peakShare', title: 'Of peak', width: 6, numeric: true, cell: (t) => (typeof t.peakShare === 'number' ? `${brief(100 * t.peakShare)} %` : '–') }] : []),
      ],
      filters: [{ key: 'operator', noun: 'operator' }, { key: 'quantity', noun: 'quantity' }, { key: 'dtype', noun: 'dtype' }, { key: 'subject', noun: 'implementation' }, { key: 'baseline', noun: 'baseline' }],
      text: (t) => t.name,
    });
  }

  /** A median, with its confidence interval as a hint. */
  function span(t, side) {
    const [low, high] = [t[`${side}Low`], t[`${side}High`]];
    return el('span', { title: low > 0 ? `95 % confidence: ${duration(low)} to ${duration(high)}` : null }, duration(t[`${side}Seconds`]));
  }

  function who(t) {
    return `${t.subject} : ${t.baseline}, ${t.dtype}`;
  }

  function group(rows, key) {
    const groups = new Map();
    for (const row of rows) {
      if (!groups.has(key(row))) groups.set(key(row), []);
      groups.get(key(row)).push(row);
    }
    return groups;
  }

  /** The share of the machine's peak, where the benchmark has measured it. */
  function drawRoofline(container, timings) {
    const rated = timings.filter((t) => t.peakShare > 0 && t.gflops > 0).map((t) => ({ ...t, intensity: t.bytes > 0 ? t.flops / t.bytes : 0 }));
    if (rated.length === 0) return;
    const points = rated.map((t) => ({
      x: t.intensity > 0 ? t.intensity : (data.cases[caseOf(t)] || {}).operations || 1, y: t.gflops,
      series: `${t.subject} ${t.dtype}`, title: `${caseOf(t)}, ${t.dtype}, ${t.subject}: ${brief(t.gflops)} GFLOP/s, ${brief(100 * t.peakShare)} % of the roof`,
    }));
    const known = rated.every((t) => t.intensity > 0);
    const xs = points.map((p) => p.x);
    const roofs = [...group(rated, (t) => t.dtype)].map(([dtype, own]) => ({ name: `measured peak, ${dtype}`, kind: 'budget', points: [[Math.min(...xs), Math.max(...own.map((t) => t.gflops / t.peakShare))], [Math.max(...xs), Math.max(...own.map((t) => t.gflops / t.peakShare))]] }));
    container.append(el('h2', {}, 'Roofline'),
      el('p', { class: 'lead' }, 'How much of the measured peak each case reaches.'),
      scatter({ label: 'Roofline', xLabel: known ? 'operations per byte' : 'operations', yLabel: 'GFLOP/s', points, lines: roofs }));
  }

  /* Cases and mutants */
  function drawCases(view, operator) {
    const rows = Object.entries(data.cases).filter(([id]) => id.startsWith(`${operator}/`)).map(([id, known]) => ({
      id, name: id.slice(operator.length + 1), operands: Object.entries(known.operands).map(([name, shape]) => `${name} ${shape}`).join(', '),
      output: known.output, attributes: known.attributes, operations: known.operations, terms: Math.max(1, ...Object.values(known.terms)),
    }));
    new LongTable(view.querySelector('.cases'), {
      label: `Cases of ${operator}`, noun: 'case', rows,
      columns: [
        { key: 'name', title: 'Case', width: 13, cell: (c) => c.name },
        { key: 'operands', title: 'Operands', width: 22, cell: (c) => el('span', { title: c.operands }, c.operands) },
        { key: 'output', title: 'Output', width: 8, cell: (c) => c.output },
        { key: 'operations', title: 'Operations', width: 6.5, numeric: true, cell: (c) => c.operations.toLocaleString('en') },
        { key: 'terms', title: 'Longest sum', width: 7.6, numeric: true, cell: (c) => c.terms.toLocaleString('en') },
        { key: 'attributes', title: 'Attributes', width: 26, cell: (c) => el('code', { title: c.attributes }, c.attributes) },
      ],
      text: (c) => `${c.name} ${c.attributes} ${c.operands}`,
    });
  }

  function drawMutants(view) {
    const rows = new Map();
    const dtypes = new Set();
    for (const [name, operator, mistake, dtype, killers] of data.mutants) {
      dtypes.add(text(dtype));
      if (!rows.has(name)) rows.set(name, { name: text(name), operator: text(operator), mistake: text(mistake), kills: new Map() });
      rows.get(name).kills.set(text(dtype), new Set(killers.map(text)));
    }
    const all = [...rows.values()];
    const kills = (row, judge) => [...dtypes].filter((dtype) => row.kills.has(dtype)).map((dtype) => {
      const hit = row.kills.get(dtype).has(judge);
      const words = `${dtype}: ${hit ? 'rejected' : 'not rejected'}`;
      return el('span', { class: hit ? 'kill hit' : 'kill', role: 'img', 'aria-label': words, title: words }, hit ? '●' : '○');
    });
    const place = view.querySelector('.killtable');
    place.append(el('p', { class: 'lead' }, `● rejects it, ○ does not; in ${[...dtypes].join(' and ')}, in this order.`));
    new LongTable(place, {
      label: 'Wrong implementations', noun: 'mutant', rows: all,
      columns: [
        { key: 'operator', title: 'Operator', width: 9.5, cell: (m) => m.operator },
        { key: 'name', title: 'Mutant', width: 15.5, cell: (m) => el('span', { title: m.name }, m.name.startsWith(`${m.operator}/`) ? m.name.slice(m.operator.length + 1) : m.name) },
        { key: 'mistake', title: 'Mistake', width: 24, cell: (m) => el('span', { title: m.mistake }, m.mistake) },
        ...[...data.judges, ...data.plainCheckers].map((judge) => ({
          key: judge, title: judge, width: 2.4, turned: true, cell: (m) => kills(m, judge), value: (m) => [...m.kills.values()].filter((k) => k.has(judge)).length,
        })),
      ],
      filters: [{ key: 'operator', noun: 'operator' }],
      text: (m) => `${m.name} ${m.mistake}`,
    });
  }

  /* Places: #operator/conv2d?judge=extended, #verdicts?status=FAILED, #verdict/conv2d/strided/float32/definition/extended/forward */
  finders.push((id, query) => {
    if (id.startsWith('verdict/')) {
      const verdict = byId.get(id);
      if (!verdict) return false;
      const view = document.getElementById(`operator/${verdict.operator}`) || document.getElementById('verdicts');
      show(view);
      const { table } = tableOf(view);
      view.querySelector('.verdicts').scrollIntoView();
      table.reveal(verdict);
      table.chosen(verdict);
      table.focus();
      return true;
    }
    const view = (id === 'verdicts' || id.startsWith('operator/')) && document.getElementById(id);
    if (!view || [...query].length === 0) return false;
    show(view);
    const { table } = tableOf(view);
    table.clear();
    for (const [key, value] of query) table.set(key, key === 'status' ? String(data.statuses.findIndex((known) => known[0] === value)) : value);
    table.refresh();
    view.querySelector('.verdicts').scrollIntoView();
    return true;
  });

  document.querySelectorAll('.view.operator').forEach((view) => whenShown(view, () => drawOperator(view)));
  for (const [id, draw] of [['verdicts', tableOf], ['timing', drawTiming], ['mutants', drawMutants]]) {
    const view = document.getElementById(id);
    if (view) whenShown(view, () => draw(view));
  }
  document.querySelectorAll('.map[data-verdict]').forEach((place) => {
    const verdict = byId.get(place.dataset.verdict);
    if (verdict && verdict.map) place.append(heatMap(verdict.map));
  });
  document.querySelectorAll('.matrix a, .matrix .empty').forEach((cell) => { cell.title = cell.getAttribute('aria-label') || ''; });
  const others = document.getElementById('others');
  if (others) others.addEventListener('change', () => document.querySelector('#matrix table').classList.toggle('whole', others.checked));
  const search = document.getElementById('operator-search');
  search.addEventListener('input', () => {
    const words = search.value.trim().toLowerCase();
    document.querySelectorAll('#operators .card').forEach((card) => { card.parentElement.hidden = !card.textContent.toLowerCase().includes(words); });
    document.querySelectorAll('#operators .family').forEach((family) => { family.hidden = !family.querySelector('li:not([hidden])'); });
  });

  const operators = views.filter((view) => view.classList.contains('operator'));
  const neighbour = (step) => {
    const at = operators.indexOf(current);
    const next = operators[(at < 0 && step < 0 ? operators.length : at) + step];
    if (next) location.hash = hash(next.id);
  };
  shortcut('/', 'Filter what is shown', () => {
    const field = current.querySelector('input[type="search"]');
    if (!field) location.hash = '#verdicts';
    const wanted = field || document.querySelector('#verdicts input[type="search"]');
    if (wanted) wanted.focus();
  });
  shortcut('n', 'Next operator', () => neighbour(1));
  shortcut('p', 'Previous operator', () => neighbour(-1));
  shortcut('d', 'Disagreements', () => { location.hash = verdicts.some(disagrees) ? '#failures' : '#overview'; });
  shortcut('↑ ↓', 'Move in a table', () => {});

  document.documentElement.dataset.ready = '';
  go();
})();
