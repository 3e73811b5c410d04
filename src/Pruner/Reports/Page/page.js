'use strict';
// The page of a ledger. All text comes from the block of data and is set as text, never as markup.
(() => {
  const ROWS_A_PAGE = 100;      // of the list; a row of 14,000 is found by searching, not by scrolling
  const BUILDS_A_PAGE = 50;     // of the matrix
  const ROWS_IN_PRINT = 1000;
  const FATES = ['kept', 'pinned', 'pruned', 'trouble'];
  const MARKS = { kept: '○', pinned: '●', pruned: '×', trouble: '!' };
  const SAYS = { kept: 'kept', pinned: 'pinned', pruned: 'pruned', trouble: 'not as planned' };
  const WEIGHTS = { kept: 0, pinned: 1, pruned: 2, trouble: 3 };

  const data = JSON.parse(document.getElementById('data').textContent);
  const byId = id => document.getElementById(id);
  // An id is spelt with dots, the same id in an image's name with dashes.
  const plain = text => text.toLowerCase().replaceAll('-', '.');
  const number = value => value.toLocaleString('en-US');
  const counted = (value, noun) => `${number(value)} ${noun}${value === 1 ? '' : 's'}`;

  const images = data.images.map(([region, id, name, build, reason, outcome, fate, gib, witness, detail, note]) => ({
    region, id, name, build, reason, outcome, gib, witness,
    fate: FATES[fate],
    detail: data.sentences[detail],
    note: data.sentences[note],
    text: plain(`${id} ${name} ${data.builds[build][0]} ${data.regions[region]}`),
  }));
  const state = { search: '', outcome: '', reason: '', region: '', column: -1, page: 0, matrix: false, print: false };

  function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key === 'class') made.className = value;
      else if (key.includes('-') || key === 'scope') made.setAttribute(key, value);
      else made[key] = value;
    }
    made.append(...children);
    return made;
  }

  function swatch(fate, count = 1) {
    return element('span', { class: `swatch ${fate}`, 'aria-hidden': 'true' }, count > 1 ? String(count) : MARKS[fate]);
  }

  function found() {
    const words = plain(state.search).split(/\s+/).filter(word => word);
    const is = (chosen, index) => chosen === '' || Number(chosen) === index;
    return images.filter(image =>
      is(state.outcome, image.outcome) && is(state.reason, image.reason) && is(state.region, image.region)
      && (state.column < 0 || data.builds[image.build][1] === state.column)
      && words.every(word => image.text.includes(word)));
  }

  function witnessOf(image) {
    if (image.witness < 0) return [];
    const [text, place, address] = data.witnesses[image.witness];
    const label = address ? element('a', { href: address, rel: 'noreferrer noopener', target: '_blank' }, text) : text;
    return [element('span', {}, label, element('small', {}, place))];
  }

  function cell(label, properties, ...children) {
    return element('td', { 'data-label': label, ...properties }, ...children);
  }

  function row(image) {
    const [reason] = data.reasons[image.reason];
    return element('tr', {},
      cell('outcome', { class: 'what' }, element('span', { class: 'badge' }, swatch(image.fate), data.outcomes[image.outcome])),
      cell('image', {}, element('span', {}, element('span', { class: 'id' }, image.id), element('small', {}, image.name))),
      cell('build', {}, element('span', {}, element('span', { class: 'id' }, data.builds[image.build][0] || 'not known'), element('small', {}, data.regions[image.region]))),
      cell('GiB', { class: 'number' }, image.gib < 0 ? 'unknown' : number(image.gib)),
      cell('reason', {}, element('span', {}, reason, ...[image.detail, image.note].filter(text => text).map(text => element('small', {}, text)))),
      cell('witness', {}, ...witnessOf(image)));
  }

  function list(rows) {
    const heads = ['outcome', 'image', 'build', 'GiB', 'reason', 'witness'];
    return element('table', { class: 'list' },
      element('thead', {}, element('tr', {}, ...heads.map(head => element('th', { scope: 'col', class: head === 'GiB' ? 'number' : `of-${head}` }, head === 'build' ? 'build, region' : head)))),
      element('tbody', {}, ...rows.map(row)));
  }

  function builds(rows) {
    const grouped = new Map();
    for (const image of rows) {
      if (!grouped.has(image.build)) grouped.set(image.build, []);
      grouped.get(image.build).push(image);
    }
    // The table of builds is sorted by date.
    return [...grouped].sort(([left], [right]) => left - right);
  }

  function matrixCell(cells, region) {
    if (!cells) return element('td');
    const worst = cells.map(image => image.fate).reduce((one, other) => (WEIGHTS[other] > WEIGHTS[one] ? other : one));
    const says = `${data.regions[region]}: ${counted(cells.length, 'image')}, ${SAYS[worst]}`;
    return element('td', { title: says }, element('span', { role: 'img', 'aria-label': says }, swatch(worst, cells.length)));
  }

  function matrix(rows) {
    const regions = data.regions.map((_, index) => index).filter(index => rows.some(([, group]) => group.some(image => image.region === index)));
    return element('table', { class: 'matrix' },
      element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'build'), ...regions.map(region => element('th', { scope: 'col' }, data.regions[region])))),
      element('tbody', {}, ...rows.map(([build, group]) => {
        const [id] = data.builds[build];
        const open = element('button', { type: 'button', class: 'link', title: 'List its images' }, id || 'not known');
        open.addEventListener('click', () => show({ search: id, matrix: false }));
        return element('tr', {}, element('th', { scope: 'row' }, open), ...regions.map(region => {
          const cells = group.filter(image => image.region === region);
          return matrixCell(cells.length ? cells : null, region);
        }));
      })));
  }

  function show(change, keepPage = false) {
    Object.assign(state, keepPage ? {} : { page: 0 }, change);
    const rows = found();
    const units = state.matrix ? builds(rows) : rows;
    const size = state.print ? ROWS_IN_PRINT : state.matrix ? BUILDS_A_PAGE : ROWS_A_PAGE;
    const pages = Math.max(1, Math.ceil(units.length / size));
    state.page = Math.min(Math.max(state.page, 0), pages - 1);
    const shown = units.slice(state.page * size, (state.page + 1) * size);

    byId('search').value = state.search;
    for (const name of ['outcome', 'reason', 'region']) byId(name).value = state[name];
    byId('as-list').setAttribute('aria-pressed', String(!state.matrix));
    byId('as-matrix').setAttribute('aria-pressed', String(state.matrix));
    for (const [index, button] of [...byId('chart').children].entries()) button.setAttribute('aria-pressed', String(index === state.column));

    const gib = rows.reduce((sum, image) => sum + Math.max(0, image.gib), 0);
    const span = state.column < 0 ? '' : ` of ${data.columns[state.column][0]}`;
    byId('found').textContent = rows.length === 0
      ? 'No image is like that.'
      : `${number(rows.length)} of ${counted(images.length, 'image')}${span}, ${number(gib)} GiB${state.print && units.length > shown.length ? `; the first ${number(shown.length)} are printed` : ''}`;
    byId('view').replaceChildren(...(rows.length === 0 ? [] : [state.matrix ? matrix(shown) : list(shown)]));
    byId('page').textContent = `Page ${number(state.page + 1)} of ${number(pages)}`;
    byId('previous').disabled = state.page === 0;
    byId('next').disabled = state.page === pages - 1;
    byId('pager').hidden = pages === 1;
  }

  function drawTimeline() {
    const most = Math.max(...data.columns.map(([, ...counts]) => counts.reduce((sum, count) => sum + count, 0)), 1);
    byId('chart').replaceChildren(...data.columns.map(([label, pinned, kept, pruned, trouble], index) => {
      const counts = { trouble, pruned, kept, pinned };
      const says = Object.entries(counts).filter(([, count]) => count).map(([fate, count]) => `${count} ${SAYS[fate]}`).join(', ') || 'no builds';
      const button = element('button', { type: 'button', class: 'month', title: `${label}: ${says}`, 'aria-label': `${label}: ${says}`, 'aria-pressed': 'false' },
        ...Object.entries(counts).filter(([, count]) => count).map(([fate, count]) => {
          const bar = element('span', { class: `bar ${fate}` });
          bar.style.height = `calc((100% - 4.25rem) * ${count / most})`;
          return bar;
        }),
        element('span', { class: 'label' }, label));
      button.addEventListener('click', () => show({ column: state.column === index ? -1 : index }));
      return button;
    }));
    byId('timeline').hidden = data.columns.length === 0;
    byId('timeline-note').textContent = `The highest bar is ${counted(most, 'build')}. Choose a bar to see its images below.${data.undated ? ` ${counted(data.undated, 'build')} without a date in the id ${data.undated === 1 ? 'is' : 'are'} not drawn.` : ''}`;
  }

  function fill(name, options) {
    const used = new Map();
    for (const image of images) used.set(image[name], (used.get(image[name]) ?? 0) + 1);
    byId(name).replaceChildren(
      element('option', { value: '' }, 'all'),
      ...options.map((label, index) => [label, index]).filter(([, index]) => used.has(index))
        .map(([label, index]) => element('option', { value: String(index) }, `${label} (${number(used.get(index))})`)));
    byId(name).addEventListener('change', event => show({ [name]: event.target.value }));
  }

  fill('outcome', data.outcomes);
  fill('reason', data.reasons.map(([word]) => word));
  fill('region', data.regions);
  drawTimeline();
  byId('filters').addEventListener('submit', event => event.preventDefault());
  byId('search').addEventListener('input', event => show({ search: event.target.value }));
  byId('clear').addEventListener('click', () => show({ search: '', outcome: '', reason: '', region: '', column: -1 }));
  byId('as-list').addEventListener('click', () => show({ matrix: false }));
  byId('as-matrix').addEventListener('click', () => show({ matrix: true }));
  for (const [id, step] of [['previous', -1], ['next', 1]]) {
    byId(id).addEventListener('click', () => {
      show({ page: state.page + step }, true);
      byId('found').focus();
    });
  }
  addEventListener('beforeprint', () => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
    show({ print: true });
  });
  addEventListener('afterprint', () => show({ print: false }));
  byId('browser').hidden = false;
  show({});
})();
