// Reads the exports with Cytoscape.js and with graphology's GEXF reader (that of Gephi Lite), and runs the page's data.
import {readFileSync} from 'node:fs';
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
const data = JSON.parse(page.split('<script type="application/json" id="data">')[1].split('</script>')[0]);
assert.equal(data.nodes.length, JSON.parse(readFileSync(`${out}/full.cyjs`, 'utf8')).elements.nodes.length);
assert.ok(!/(src|href)="(https?:)?\/\//.test(page), 'the page loads something');
console.log(`ok  HTML: ${data.nodes.length} nodes, ${data.edges.length} edges, nothing is loaded`);
