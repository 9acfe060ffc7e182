'use strict';
(() => {
  // All text comes from documents and is only ever set as text, never as markup.
  const data = JSON.parse(document.getElementById('data').textContent);
  const words = {
    zh: {search: '搜索名称、编号', fit: '适合窗口', other: 'English', classes: '类别', relations: '关系', support: '至少提到的案例数',
      count: (n, m) => `${n} 个节点 · ${m} 条关系`, cases: '案例数', years: '年份', id: '编号', links: '联系', none: '没有找到', close: '关闭', more: n => `还有 ${n} 条……`},
    en: {search: 'Search names and ids', fit: 'Fit', other: '中文', classes: 'Classes', relations: 'Relations', support: 'Named by at least so many cases',
      count: (n, m) => `${n} nodes · ${m} edges`, cases: 'Cases', years: 'Years', id: 'Id', links: 'Links', none: 'Nothing found', close: 'Close', more: n => `${n} more …`},
  };
  let lang = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
  const $ = id => document.getElementById(id);
  const make = (tag, props = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  };
  const nodes = data.nodes.map(([c, id, label, x, y, r, colour, weight, first, last, values], n) =>
    ({n, c, id, label, x, y, r, colour, weight, first, last, values, out: []}));
  const edges = data.edges.map(([s, t, k, weight, first, last, values]) =>
    ({s: nodes[s], t: nodes[t], k, weight, first, last, values}));
  for (const edge of edges) {
    edge.s.out.push([edge, edge.t]);
    if (edge.t !== edge.s) edge.t.out.push([edge, edge.s]);
  }
  const byWeight = [...nodes].sort((a, b) => b.weight - a.weight || a.n - b.n);
  const hiddenClasses = new Set(), hiddenRelations = new Set();
  let least = 0, hovered = null, chosen = null;

  const canvas = $('canvas'), context = canvas.getContext('2d');
  const view = {x: 0, y: 0, scale: 1};
  const style = {class: c => data.classes[c], relation: k => data.relations[k]};
  const shown = node => !hiddenClasses.has(node.c) && node.weight >= least;
  const alive = edge => !hiddenRelations.has(edge.k) && shown(edge.s) && shown(edge.t);

  function fit() {
    const {width, height} = canvas.getBoundingClientRect();
    const list = nodes.filter(shown);
    if (!list.length || !width) return;
    const bounds = list.reduce((b, n) => [Math.min(b[0], n.x), Math.min(b[1], n.y), Math.max(b[2], n.x), Math.max(b[3], n.y)],
      [Infinity, Infinity, -Infinity, -Infinity]);
    view.scale = Math.min(width / (bounds[2] - bounds[0] + 120), height / (bounds[3] - bounds[1] + 120), 2.5);
    view.x = width / 2 - view.scale * (bounds[0] + bounds[2]) / 2;
    view.y = height / 2 - view.scale * (bounds[1] + bounds[3]) / 2;
    draw();
  }

  let waiting = false;
  const draw = () => {
    if (!waiting) requestAnimationFrame(paint);
    waiting = true;
  };

  function paint() {
    waiting = false;
    const ratio = window.devicePixelRatio || 1, {width, height} = canvas.getBoundingClientRect();
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const focus = hovered || chosen;
    const near = focus && new Set([focus, ...focus.out.filter(([edge]) => alive(edge)).map(([, other]) => other)]);
    const px = node => view.x + view.scale * node.x, py = node => view.y + view.scale * node.y;
    const inside = node => px(node) > -80 && px(node) < width + 80 && py(node) > -80 && py(node) < height + 80;
    const list = nodes.filter(shown);
    for (const pass of focus ? [false, true] : [false]) {
      for (const edge of edges) {
        const strong = focus && (edge.s === focus || edge.t === focus);
        if (!alive(edge) || Boolean(strong) !== pass || !(inside(edge.s) || inside(edge.t))) continue;
        context.globalAlpha = focus ? (strong ? 0.9 : 0.05) : 0.28;
        context.strokeStyle = style.relation(edge.k).colour;
        context.lineWidth = Math.min(8, Math.max(0.5, Math.sqrt(edge.weight) * Math.sqrt(view.scale)));
        context.beginPath();
        context.moveTo(px(edge.s), py(edge.s));
        context.lineTo(px(edge.t), py(edge.t));
        context.stroke();
      }
    }
    const radius = node => node.r * Math.min(1.6, Math.max(0.5, view.scale));
    for (const node of list) {
      if (!inside(node)) continue;
      context.globalAlpha = near && !near.has(node) ? 0.12 : 1;
      context.fillStyle = node.colour;
      context.beginPath();
      context.arc(px(node), py(node), radius(node), 0, 2 * Math.PI);
      context.fill();
      context.lineWidth = node === chosen ? 3 : 1;
      context.strokeStyle = node === chosen ? '#1c1c22' : '#ffffff';
      context.stroke();
    }
    labels(list, near, inside, px, py, radius);
  }

  /** Labels that cover no other label: what has the focus first, then heavy nodes. */
  function labels(list, near, inside, px, py, radius) {
    const size = 12, taken = new Map(), cell = 48, order = near ? [...near].filter(shown) : byWeight.filter(shown);
    context.font = `${size}px ${getComputedStyle(document.documentElement).fontFamily}`;
    context.textAlign = 'center';
    context.globalAlpha = 1;
    let written = 0;
    for (const node of order) {
      if (written > 260) break;
      if (!inside(node) || (!near && node.r * view.scale < 2.4)) continue;
      const text = node.label.length > 20 ? node.label.slice(0, 20) + '…' : node.label;
      const width = context.measureText(text).width, x = px(node), y = py(node) + radius(node) + size;
      const box = [x - width / 2, y - size, x + width / 2, y + 4], cells = [];
      for (let cx = Math.floor(box[0] / cell); cx <= Math.floor(box[2] / cell); cx++) {
        for (let cy = Math.floor(box[1] / cell); cy <= Math.floor(box[3] / cell); cy++) cells.push(`${cx},${cy}`);
      }
      const free = cells.every(key => (taken.get(key) || []).every(b => box[0] >= b[2] || b[0] >= box[2] || box[1] >= b[3] || b[1] >= box[3]));
      if (!free) continue;
      for (const key of cells) taken.set(key, [...(taken.get(key) || []), box]);
      context.lineWidth = 3;
      context.strokeStyle = '#f7f8fae6';
      context.strokeText(text, x, y);
      context.fillStyle = '#1c1c22';
      context.fillText(text, x, y);
      written += 1;
    }
  }

  function at(event) {
    const box = canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    let best = null, distance = 12;
    for (const node of nodes) {
      if (!shown(node)) continue;
      const away = Math.hypot(view.x + view.scale * node.x - x, view.y + view.scale * node.y - y) - node.r * Math.min(1.6, view.scale);
      if (away < distance) [best, distance] = [node, away];
    }
    return best;
  }

  function zoom(factor, x, y) {
    const next = Math.min(20, Math.max(0.01, view.scale * factor));
    view.x = x - (x - view.x) * next / view.scale;
    view.y = y - (y - view.y) * next / view.scale;
    view.scale = next;
    draw();
  }

  let drag = null;
  canvas.addEventListener('pointerdown', event => {
    drag = {x: event.clientX, y: event.clientY, moved: false};
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', event => {
    if (drag) {
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      if (!drag.moved && Math.hypot(dx, dy) < 4) return;
      Object.assign(drag, {x: event.clientX, y: event.clientY, moved: true});
      canvas.classList.add('drag');
      view.x += dx;
      view.y += dy;
      draw();
      return;
    }
    const node = at(event), tip = $('tip');
    tip.hidden = !node;
    if (node) {
      tip.textContent = `${style.class(node.c)[lang]} · ${node.label}`;
      tip.style.left = `${Math.min(event.clientX + 14, innerWidth - 380)}px`;
      tip.style.top = `${event.clientY + 14}px`;
    }
    if (node !== hovered) {
      hovered = node;
      draw();
    }
  });
  canvas.addEventListener('pointerup', event => {
    if (drag && !drag.moved) choose(at(event));
    drag = null;
    canvas.classList.remove('drag');
  });
  canvas.addEventListener('pointerleave', () => {
    hovered = null;
    $('tip').hidden = true;
    draw();
  });
  canvas.addEventListener('wheel', event => {
    event.preventDefault();
    const box = canvas.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * 0.0015), event.clientX - box.left, event.clientY - box.top);
  }, {passive: false});
  addEventListener('keydown', event => {
    const {width, height} = canvas.getBoundingClientRect();
    if (event.key === 'Escape') choose(null);
    if (document.activeElement !== canvas) return;
    if (event.key === '+' || event.key === '=') zoom(1.3, width / 2, height / 2);
    if (event.key === '-') zoom(1 / 1.3, width / 2, height / 2);
    const step = {ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60]}[event.key];
    if (step) {
      view.x += step[0];
      view.y += step[1];
      draw();
    }
  });
  new ResizeObserver(() => draw()).observe(canvas);

  const text = value => Array.isArray(value) ? value.join('；') : String(value);
  const years = item => item.first === null ? '' : item.first === item.last ? `${item.first}` : `${item.first}–${item.last}`;

  function row(node, kind) {
    const button = make('button', {type: 'button', className: 'row'},
      make('span', {className: 'dot'}), make('span', {className: 'name', textContent: node.label}),
      make('span', {className: 'kind', textContent: kind}));
    button.firstChild.style.background = node.colour;
    button.addEventListener('click', () => {
      choose(node);
      const {width, height} = canvas.getBoundingClientRect();
      view.scale = Math.max(view.scale, 0.8);
      view.x = width / 2 - view.scale * node.x;
      view.y = height / 2 - view.scale * node.y;
      $('found').hidden = true;
      draw();
    });
    return button;
  }

  function facts(list, attributes, values) {
    attributes.forEach((attribute, n) => {
      const value = values[n];
      if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return;
      list.append(make('dt', {textContent: attribute[lang]}), make('dd', {textContent: text(value)}));
    });
  }

  function choose(node) {
    chosen = node;
    const panel = $('panel');
    panel.hidden = !node;
    panel.replaceChildren();
    draw();
    if (!node) return;
    const word = words[lang], list = make('dl');
    const close = make('button', {type: 'button', className: 'close', textContent: word.close});
    close.addEventListener('click', () => choose(null));
    list.append(make('dt', {textContent: word.id}), make('dd', {textContent: node.id}));
    list.append(make('dt', {textContent: word.cases}), make('dd', {textContent: String(node.weight)}));
    if (years(node)) list.append(make('dt', {textContent: word.years}), make('dd', {textContent: years(node)}));
    facts(list, style.class(node.c).attributes, node.values);
    panel.append(close, make('div', {className: 'kind', textContent: style.class(node.c)[lang]}), make('h2', {textContent: node.label}), list);
    const groups = new Map();
    for (const [edge, other] of node.out) {
      if (!groups.has(edge.k)) groups.set(edge.k, []);
      groups.get(edge.k).push([edge, other]);
    }
    for (const [k, links] of groups) {
      panel.append(make('h3', {textContent: `${style.relation(k)[lang]} (${links.length})`}));
      links.sort((a, b) => b[0].weight - a[0].weight || a[1].n - b[1].n);
      for (const [edge, other] of links.slice(0, 200)) {
        panel.append(row(other, [edge.weight > 1 ? edge.weight : '', years(edge)].filter(Boolean).join(' · ')));
        const shownWords = style.relation(k).attributes.flatMap((attribute, n) =>
          ['surfaces', 'surface', 'articles'].includes(attribute.key) && edge.values[n] ? [text(edge.values[n])] : []);
        if (shownWords.filter(Boolean).length) panel.append(make('div', {className: 'words', textContent: `“${shownWords.filter(Boolean).join('” “')}”`}));
      }
      if (links.length > 200) panel.append(make('div', {className: 'words', textContent: word.more(links.length - 200)}));
    }
    panel.scrollTop = 0;
  }

  function search() {
    const wanted = $('search').value.trim().toLowerCase(), box = $('found');
    box.replaceChildren();
    box.hidden = !wanted;
    if (!wanted) return;
    const found = byWeight.filter(node => node.label.toLowerCase().includes(wanted) || node.id.toLowerCase().includes(wanted)
      || node.values.some(value => Array.isArray(value) && value.some(item => String(item).toLowerCase().includes(wanted))));
    box.append(...found.slice(0, 40).map(node => row(node, style.class(node.c)[lang])));
    if (!found.length) box.append(make('div', {className: 'row', textContent: words[lang].none}));
  }
  $('search').addEventListener('input', search);
  $('search').addEventListener('focus', search);
  $('search').addEventListener('keydown', event => {
    const first = $('found').querySelector('button');
    if (event.key === 'Enter' && first) first.click();
    if (event.key === 'Escape') $('found').hidden = true;
  });
  document.addEventListener('pointerdown', event => {
    if (!event.target.closest('#found, #search')) $('found').hidden = true;
  });

  function boxes(title, kinds, hidden, counts) {
    const parts = [make('h2', {textContent: title})];
    kinds.forEach((kind, n) => {
      if (!counts[n]) return;
      const input = make('input', {type: 'checkbox', checked: !hidden.has(n)});
      input.addEventListener('change', () => {
        if (input.checked) hidden.delete(n); else hidden.add(n);
        count();
        draw();
      });
      const dot = make('span', {className: 'dot'});
      dot.style.background = kind.colour;
      parts.push(make('label', {}, input, dot, make('span', {textContent: kind[lang]}), make('span', {className: 'n', textContent: counts[n]})));
    });
    return parts;
  }

  const count = () => $('count').textContent = words[lang].count(nodes.filter(shown).length, edges.filter(alive).length);

  function chrome() {
    const word = words[lang], tally = (list, key, size) => list.reduce((all, item) => (all[item[key]]++, all), Array(size).fill(0));
    document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
    $('search').placeholder = word.search;
    $('search').ariaLabel = word.search;
    $('fit').textContent = word.fit;
    $('language').textContent = word.other;
    canvas.ariaLabel = word.count(nodes.length, edges.length);
    const slider = make('input', {type: 'range', min: 0, max: Math.min(20, byWeight.length ? byWeight[0].weight : 0), value: least, ariaLabel: word.support});
    const value = make('span', {className: 'n', textContent: String(least)});
    slider.addEventListener('input', () => {
      least = Number(slider.value);
      value.textContent = slider.value;
      count();
      draw();
    });
    $('filters').replaceChildren(
      ...boxes(word.classes, data.classes, hiddenClasses, tally(nodes, 'c', data.classes.length)),
      ...boxes(word.relations, data.relations, hiddenRelations, tally(edges, 'k', data.relations.length)),
      make('h2', {textContent: word.support}, ' ', value), slider);
    count();
  }
  $('language').addEventListener('click', () => {
    lang = lang === 'zh' ? 'en' : 'zh';
    chrome();
    choose(chosen);
  });
  $('fit').addEventListener('click', fit);
  chrome();
  fit();
})();
