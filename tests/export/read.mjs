// Reads the exports with Cytoscape.js and with graphology's GEXF reader (that of Gephi Lite), and what a still of the page holds.
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import assert from 'node:assert/strict';
import cytoscape from 'cytoscape';
import {DOMParser} from '@xmldom/xmldom';

const out = process.argv[2];
const facts = JSON.parse(readFileSync(`${out}/facts.json`, 'utf8'));
const views = ['full', 'mechanism-place', 'mechanism-network', 'unit-network', 'case-similarity'];

for (const view of views) {
  const json = JSON.parse(readFileSync(`${out}/${view}.cyjs`, 'utf8'));
  const graph = cytoscape({...json, headless: true, styleEnabled: true});
  assert.equal(graph.nodes().length, json.elements.nodes.length);
  assert.equal(graph.edges().length, json.elements.edges.length, 'an edge has no end');
  const node = graph.nodes()[0];
  assert.equal(node.style('label'), node.data('name'));
  assert.notEqual(node.style('background-color'), 'rgb(153,153,153)', 'the style is not applied');
  if (view === 'full') {
    for (const [name, count] of Object.entries(facts.classes)) {
      assert.equal(graph.nodes(`[class = "${name}"]`).length, count, name);
    }
    assert.deepEqual(graph.nodes('[class = "Case"]').map(n => n.data('name')).sort(), [...facts.titles].sort());
  }
  console.log(`ok  Cytoscape.js ${view}: ${graph.nodes().length} nodes, ${graph.edges().length} edges`);
  graph.destroy(); // its animation loop would keep Node alive
}

globalThis.DOMParser = DOMParser;
const [{default: Graph}, {parse}] = [await import('graphology'), await import('graphology-gexf')];
for (const view of views) {
  const text = readFileSync(`${out}/${view}.gexf`, 'utf8');
  const graph = parse(Graph, text, {addMissingNodes: false, allowUndeclaredAttributes: false});
  const expected = JSON.parse(readFileSync(`${out}/${view}.cyjs`, 'utf8')).elements;
  assert.equal(graph.order, expected.nodes.length);
  assert.equal(graph.size, expected.edges.length);
  graph.forEachNode((id, data) => assert.ok(data.label && data.color && data.size > 0 && Number.isFinite(data.x), id));
  console.log(`ok  graphology GEXF ${view}: ${graph.order} nodes, ${graph.size} edges, colours, sizes, places`);
}

const page = readFileSync(`${out}/full.html`, 'utf8');
const packed = id => {
  const text = page.split(`<script type="application/gzip" id="${id}">`)[1].split('</script>')[0];
  return JSON.parse(gunzipSync(Buffer.from(text, 'base64')));
};
const answers = new Map(packed('answers').flatMap((keys, part) => packed(`answers-${part}`).map((answer, at) => [keys[at], answer])));
for (const view of views) {
  const kept = answers.get(`/api/export?format=cytoscape&view=${view}&min_support=1`).elements;
  const drawn = JSON.parse(readFileSync(`${out}/${view}.cyjs`, 'utf8')).elements;
  assert.deepEqual([kept.nodes.length, kept.edges.length], [drawn.nodes.length, drawn.edges.length], view);
}
for (const {id} of rows('cases')) assert.equal(answers.get(`/api/case?id=${id}`).record.id, id);
assert.deepEqual(rows('cases').map(row => row.title).sort(), [...facts.titles].sort());
assert.ok(!/(src|href)="(https?:)?\/\//.test(page.split('<script type="module">')[0]), 'the page loads something');
console.log(`ok  HTML: ${answers.size} answers kept, those of all views and cases; nothing is loaded`);

function rows(name) {
  const {columns, rows} = answers.get(JSON.stringify([name]));
  return rows.map(row => Object.fromEntries(columns.map((column, at) => [column, row[at]])));
}
