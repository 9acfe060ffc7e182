/** The page in a real browser, against the real program: each view's main path, and what must hold in all of them. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { axe, browser, build, HOSTILE, LARGE, serve } from "./world.mjs";

let world, server, chromium, context, page, noise;

before(async () => {
  world = build();
  [server, chromium] = await Promise.all([serve(world.dataset), browser()]);
});
after(async () => {
  await chromium?.close();
  await server?.stop();
  world?.clean();
});
beforeEach(async () => {
  context = await chromium.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: "reduce", acceptDownloads: true });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  noise = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(String(error)));
  page.on("request", (request) => request.url().startsWith("http") && !request.url().startsWith(server.address) && noise.push(`asks ${request.url()}`));
});
afterEach(async () => {
  await context.close();
});

/** Opens a view and waits for what it shows. */
async function open(hash, wanted) {
  await page.goto(server.address + hash);
  if (wanted) await page.waitForSelector(wanted);
}

const quiet = () => assert.deepEqual(noise, []);
const iri = (path) => `https://w3id.org/anpu/id/${path}`;
const link = (view, params) => `#/${view}?${new URLSearchParams(params)}`;
const CASE = link("case", { id: "2024-rule-of-law-cases/1" });
const MECHANISM = link("entity", { iri: iri("mechanism/检查码") });

async function downloaded(act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}

async function sparql(query) {
  const response = await fetch(`${server.address}sparql`, { method: "POST", body: query, headers: { "content-type": "application/sparql-query", accept: "application/sparql-results+json" } });
  return (await response.json()).results.bindings;
}

describe("overview", () => {
  test("a cell opens the cases that it counts, and the address says so", async () => {
    await open("", ".heat table");
    const cell = page.getByRole("button", { name: /^检查码，.*：\d+ 个案例$/ }).first();
    const says = await cell.getAttribute("aria-label");
    const [, count] = says.match(/：(\d+) 个案例/);
    await cell.click();
    await page.waitForSelector(".opened li");
    assert.equal(await page.locator(".opened li").count(), Number(count));
    assert.match(page.url(), /practice=.*place=/);
    await page.locator(".opened li a").first().click();
    await page.waitForSelector(".text mark");
    quiet();
  });

  test("the numbers are those of the graph", async () => {
    await open(link("overview", { practice: iri("mechanism/检查码") }), "tr.chosen");
    const [row] = await sparql(`PREFIX anpu: <https://w3id.org/anpu/ontology#>
      SELECT (COUNT(DISTINCT ?c) AS ?cases) (COUNT(DISTINCT ?p) AS ?places) { ?c anpu:practises <${iri("mechanism/检查码")}> OPTIONAL { ?c anpu:place ?p } }`);
    const figures = await page.locator("tr.chosen td.figure").allTextContents();
    assert.deepEqual(figures.slice(0, 2), [row.places.value, row.cases.value]);
  });

  test("filters combine and stay in the address", async () => {
    await open("", ".heat table");
    const lines = () => page.locator(".heat tbody tr").count();
    const all = await lines();
    await page.locator("select[name=kind]").selectOption("inspection");
    await page.waitForFunction((before) => document.querySelectorAll(".heat tbody tr").length < before, all);
    await page.locator("select[name=year]").selectOption("2024");
    const some = await lines();
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
    await page.reload();
    await page.waitForSelector(".heat table");
    assert.equal(await lines(), some);
    assert.match(page.url(), /kind=inspection&year=2024/);
    quiet();
  });

  test("it is sorted by its columns and filtered by collection and role, and each is told", async () => {
    await open("", ".heat table");
    const column = async (at) => (await page.locator(`.heat tbody tr td.figure:nth-of-type(${at})`).allTextContents()).map(Number);
    await page.locator(".heat thead").getByRole("button", { name: "地方" }).click();
    await page.waitForSelector("th[aria-sort=descending]");
    const places = await column(1);
    assert.deepEqual(places, places.toSorted((a, b) => b - a));
    await page.locator(".heat thead").getByRole("button", { name: "首见" }).click();
    await page.waitForSelector("th[aria-sort=ascending]");
    assert.match(page.url(), /sort=since/);
    const years = (await column(3)).filter(Boolean);
    assert.deepEqual(years, years.toSorted());
    await page.locator("select[name=role]").selectOption("originates");
    const [row] = await sparql("PREFIX anpu: <https://w3id.org/anpu/ontology#> SELECT (COUNT(DISTINCT ?m) AS ?n) { ?c anpu:originates ?m . ?m a anpu:Mechanism }");
    await page.waitForFunction((count) => document.querySelector(".summary").textContent.startsWith(`${count} `), row.n.value);
    const collection = await page.locator("select[name=collection] option").nth(1).evaluate(({ value }) => value);
    await page.locator("select[name=role]").selectOption("practised");
    await page.locator("select[name=collection]").selectOption(collection);
    const [some] = await sparql(`PREFIX anpu: <https://w3id.org/anpu/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>
      SELECT (COUNT(DISTINCT ?m) AS ?n) { ?c dcterms:isPartOf/dcterms:title ?t ; anpu:practises ?m . ?m a anpu:Mechanism FILTER(STR(?t) = ${JSON.stringify(collection)}) }`);
    await page.waitForFunction((count) => document.querySelector(".summary").textContent.startsWith(`${count} `), some.n.value);
    quiet();
  });

  test("the map is shaded by the chosen practice, beside its years and who took it up", async () => {
    await open(link("overview", { practice: iri("mechanism/检查码") }), "tr.chosen");
    const places = Number(await page.locator("tr.chosen td.figure").first().textContent());
    assert.equal(await page.locator(".tile:enabled").count(), places);
    await page.waitForSelector(".chart canvas");
    const years = (await page.locator(".steps b").allTextContents()).filter((year) => year !== "–");
    assert.ok(years.length > 0);
    assert.deepEqual(years, years.toSorted());
    quiet();
  });

  test("families, the tile map and the years are drawn", async () => {
    await open(link("overview", { level: "family" }), ".chart canvas");
    assert.ok((await page.locator(".tile:enabled").count()) > 3);
    await page.locator(".tile:enabled").first().click();
    await page.waitForSelector(".opened li");
    quiet();
  });
});

describe("search", () => {
  test("finds cases and things, marks the words, and its facets count right", async () => {
    await open("", ".searchbox input");
    await page.locator(".searchbox input").fill("检查码");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".hits li");
    assert.ok((await page.locator(".hits mark.hit").allTextContents()).every((text) => text === "检查码"));
    const box = page.locator(".facet").first().locator("label").first();
    const count = Number(await box.locator(".figure").textContent());
    await box.locator("input").check();
    await page.waitForFunction((count) => document.querySelectorAll(".hits li").length === count, count);
    const year = page.locator(".facet").nth(1).locator("label").first();
    const both = Number(await year.locator(".figure").textContent());
    await year.locator("input").check();
    await page.waitForFunction((count) => document.querySelectorAll(".hits li").length === count, both);
    assert.match(page.url(), /class=.*year=/);
    quiet();
  });

  test("finding nothing is told as that", async () => {
    await open(link("search", { q: "绝无此词qqq" }), ".empty");
    quiet();
  });
});

describe("case", () => {
  test("shows the text as read, with every fact marked where the record says", async () => {
    await open(CASE, ".text mark");
    const { record, text } = await (await fetch(`${server.address}api/case?id=2024-rule-of-law-cases/1`)).json();
    const shown = await page.locator(".text p:not(.hint)").evaluateAll((all) => all.map((one) => one.textContent).join(""));
    assert.equal(shown.replace(/\s/g, ""), text.replace(/\s/g, ""));
    const scalars = Array.from(text);
    const [first] = record.mechanisms;
    const [start, end] = first.evidence[0];
    const words = await page.locator('mark[data-facts~="Mechanism-1"]').allTextContents();
    assert.ok(words.join("").includes(scalars.slice(start - record.span[0], end - record.span[0]).join("")), words.join("|"));
    quiet();
  });

  test("a fact leads to its entity, an entity to its evidence", async () => {
    await open(CASE, ".text mark");
    await page.locator("mark.Mechanism").first().click();
    await page.locator(".detail a.entity").click();
    await page.waitForSelector(".adoptions li");
    await page.locator(".adoptions a").first().click();
    await page.waitForSelector("mark.chosen");
    await page.reload();
    await page.waitForSelector("mark.chosen");
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector("mark.chosen").getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
    quiet();
  });

  test("gives the record as JSON and the case as Turtle", async () => {
    await open(CASE, ".text mark");
    const json = await downloaded(() => page.getByRole("button", { name: "JSON", exact: true }).click());
    assert.equal(JSON.parse(json.bytes).id, "2024-rule-of-law-cases/1");
    const turtle = await downloaded(() => page.getByRole("button", { name: "Turtle", exact: true }).click());
    assert.match(turtle.bytes.toString(), /2024-rule-of-law-cases\/1/);
  });

  test("names similar cases with what they share", async () => {
    await open(CASE, ".similar li");
    assert.match(await page.locator(".similar li").first().textContent(), /共有：\S/);
  });

  test("a case that is not there is an error", async () => {
    await open(link("case", { id: "none/1" }), ".trouble");
    assert.match(await page.locator(".trouble").textContent(), /图谱里没有这个事物/);
  });
});

describe("entity", () => {
  test("tells the adoption in time order with the words of the text, and draws what is around", async () => {
    await open(MECHANISM, ".sketch [data-names]");
    const years = (await page.locator(".adoptions .year").allTextContents()).filter((year) => year !== "–");
    assert.deepEqual(years, years.toSorted());
    assert.ok((await page.locator(".adoptions blockquote mark").count()) > 0);
    assert.ok((await page.locator(".related a").count()) > 3);
    quiet();
  });

  test("tells the laws that its cases cite, with the sentences, and the outcomes with theirs", async () => {
    await open(MECHANISM, ".laws li");
    const rows = await sparql(`PREFIX anpu: <https://w3id.org/anpu/ontology#>
      SELECT DISTINCT ?law { ?case anpu:practises <${iri("mechanism/检查码")}> . ?f anpu:case ?case ; anpu:law ?law }`);
    const more = page.locator("section[aria-labelledby=laws-title] > button");
    if (await more.count()) await more.click();
    assert.equal(await page.locator(".laws > li").count(), rows.length);
    assert.ok((await page.locator(".laws > li").evaluateAll((all) => all.map((law) => law.querySelector("blockquote mark")?.textContent ?? ""))).every(Boolean));
    assert.ok((await page.locator("section[aria-labelledby=results-title] tbody tr").count()) > 0);
    await page.locator(".laws a.about").first().click();
    await page.waitForSelector("mark.chosen");
    quiet();
  });

  test("a unit's system is told by its name", async () => {
    await open(link("entity", { iri: iri("unit/上海市浦东新区市场监督管理局") }), ".adoptions li");
    assert.match(await page.locator("dl.meta").textContent(), /系统市场监管/);
  });

  test("units, laws and places have their pages", async () => {
    for (const [path, of] of [["unit/上海市浦东新区市场监督管理局", "单位"], ["law/优化营商环境条例", "法律文件"], ["place/310115", "地区"]]) {
      await open(link("entity", { iri: iri(path) }), ".adoptions li");
      assert.equal((await page.locator(".kind").first().textContent()).trim(), of);
    }
    quiet();
  });
});

describe("network", () => {
  test("grows from a node, finds a way, and saves what is drawn", async () => {
    await open(link("network", { around: iri("mechanism/检查码") }), ".nodes li");
    const size = () => page.locator(".toolbar [role=status]").textContent();
    const before = await size();
    await page.locator(".nodes button").nth(1).click();
    await page.getByRole("button", { name: "展开" }).click();
    await page.waitForFunction((before) => document.querySelector(".toolbar [role=status]").textContent !== before, before);
    await page.getByRole("button", { name: "从这里找路" }).click();
    await page.locator(".nodes button").nth(5).click();
    await page.getByRole("button", { name: "到这里" }).click();
    await page.waitForSelector(".way ol li");
    const nodes = Number((await size()).match(/(\d+) 个节点/)[1]);
    const gexf = (await downloaded(() => page.getByRole("button", { name: "GEXF", exact: true }).click())).bytes.toString();
    assert.equal(gexf.match(/<node /g).length, nodes);
    const svg = (await downloaded(() => page.getByRole("button", { name: "SVG", exact: true }).click())).bytes.toString();
    assert.equal(svg.match(/<circle /g).length, nodes);
    const isWhole = (xml) => page.evaluate((xml) => !new DOMParser().parseFromString(xml, "text/xml").querySelector("parsererror"), xml);
    assert.ok((await isWhole(gexf)) && (await isWhole(svg)));
    const png = await downloaded(() => page.getByRole("button", { name: "PNG", exact: true }).click());
    assert.equal(png.bytes.subarray(1, 4).toString(), "PNG");
    quiet();
  });

  test("whole views are filtered by class and weight, laid out and coloured by community", async () => {
    await open(link("network", { view: "mechanism-place", support: 1 }), ".nodes li");
    const size = () => page.locator(".toolbar [role=status]").textContent();
    const all = await size();
    const colours = async () => {
      const gexf = (await downloaded(() => page.getByRole("button", { name: "GEXF", exact: true }).click())).bytes.toString();
      return new Set(gexf.match(/viz:color [^/]*/g));
    };
    await page.waitForSelector(".surface[data-names]");
    const ofClasses = await colours();
    assert.equal(ofClasses.size, 2, "mechanisms and places");
    await page.locator("select[name=colour]").selectOption("community");
    await page.waitForFunction(() => document.querySelector(".toolbar [role=status]").textContent.includes("群落"));
    const ofCommunities = await colours();
    assert.ok([...ofClasses].every((colour) => !ofCommunities.has(colour)));
    for (const layout of ["force", "concentric", "circle", "tree", "grid", "auto"]) await page.locator("select[name=layout]").selectOption(layout);
    await page.locator("input[name=weight]").fill("2");
    await page.keyboard.press("Tab");
    await page.waitForFunction((all) => document.querySelector(".toolbar [role=status]")?.textContent !== all, all);
    const weak = await size();
    await page.getByRole("button", { name: /^采用/ }).click();
    await page.waitForFunction((weak) => location.hash.includes("without=adopts") && document.querySelector(".toolbar [role=status]")?.textContent !== weak, weak);
    await page.getByRole("button", { name: /^采用/ }).click();
    await page.getByRole("button", { name: /^地区/ }).click();
    await page.waitForFunction(() => location.hash.includes("hide=Place"));
    quiet();
  });
});

describe("the network of likeness", () => {
  test("joins cases by shares below one, of which a least one can be set", async () => {
    await open(link("network", { view: "case-similarity" }), ".surface[data-names]");
    const edges = async () => Number((await page.locator(".toolbar [role=status]").textContent()).match(/([\d,]+) 条连线/)[1]);
    const all = await edges();
    assert.ok(all > 0);
    await page.locator("input[name=weight]").fill("0.1");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => location.hash.includes("weight=0.1"));
    const fewer = (all) => Number(document.querySelector(".toolbar [role=status]")?.textContent.match(/([\d,]+) 条连线/)?.[1] ?? all) < all;
    await page.waitForFunction(fewer, all);
    quiet();
  });
});

describe("a large network", () => {
  beforeEach(async () => {
    await page.route("**/api/export?*", (route) => route.fulfill({ contentType: "application/json", body: LARGE }));
    page.setDefaultTimeout(60_000);
  });

  test("of 5,000 nodes is drawn by a worker, named where there is room, moved, chosen from and saved", async () => {
    await open(link("network", { view: "full", support: 1 }), ".surface[data-names]");
    assert.match(await page.locator(".toolbar [role=status]").textContent(), /5,000 个节点/);
    assert.ok(page.workers().some((worker) => worker.url().includes("draw.worker")));
    const names = async () => Number(await page.locator(".surface").getAttribute("data-names"));
    const all = await names();
    assert.ok(all > 10 && all <= 80, `${all} names of 5,000 are written`);
    // The last picture goes with the gesture at once, before the next is drawn.
    await page.locator(".surface canvas").evaluate((canvas) => {
      const watch = () => (globalThis.isMoved ||= !canvas.style.transform.endsWith("scale(1)"));
      new MutationObserver(watch).observe(canvas, { attributeFilter: ["style"] });
    });
    const box = await page.locator(".surface").boundingBox();
    await page.mouse.move(box.x + 20, box.y + 20);
    await page.mouse.wheel(0, -200);
    await page.waitForFunction(() => globalThis.isMoved);
    await page.locator(".nodes button").nth(2).click();
    await page.waitForSelector(".chosen-node");
    await page.waitForFunction((all) => Number(document.querySelector(".surface").dataset.names) !== all, all);
    const gexf = (await downloaded(() => page.getByRole("button", { name: "GEXF", exact: true }).click())).bytes.toString();
    assert.equal(gexf.match(/<node /g).length, 5000);
    const png = await downloaded(() => page.getByRole("button", { name: "PNG", exact: true }).click());
    assert.ok(png.bytes.length > 100_000);
    quiet();
  });

  test("answers while a worker lays it out, shows how far it is, and can be stopped", async () => {
    // The worker's script is held back, so that the layout lasts as long as the test wants.
    let goOn;
    const held = new Promise((done) => (goOn = done));
    await page.route("**/layout.worker-*.js", async (route) => {
      await held;
      await route.continue();
    });
    await open(link("network", { view: "full", support: 1, layout: "force" }), ".laying progress");
    await page.locator(".nodes button").nth(1).click();
    await page.waitForSelector(".chosen-node");
    await page.locator("select[name=colour]").selectOption("community");
    await page.waitForFunction(() => location.hash.includes("colour=community"));
    assert.equal(await page.locator(".laying").count(), 1);
    await page.getByRole("button", { name: "停在这里" }).click();
    await page.waitForFunction(() => !document.querySelector(".laying"));
    await page.locator("select[name=layout]").selectOption("concentric");
    goOn();
    await page.waitForFunction(() => !document.querySelector(".laying") && Number(document.querySelector(".surface").dataset.names) > 0);
    quiet();
  });
});

describe("query", () => {
  test("a named question is a form; its answer is a table, a chart, a network, and a file", async () => {
    await open(link("query", { name: "recurrent-mechanisms" }), ".results table");
    const rows = () => page.locator(".results tbody tr").count();
    const all = await rows();
    await page.locator("form.parameters input").fill("3");
    await page.getByRole("button", { name: "填入参数并运行" }).click();
    await page.waitForFunction((all) => [0, all].every((count) => document.querySelectorAll(".results tbody tr").length !== count), all);
    assert.match(page.url(), /p\.min_places=3/);
    const few = await rows();
    const csv = await downloaded(() => page.getByRole("button", { name: "CSV", exact: true }).click());
    const json = await downloaded(() => page.getByRole("button", { name: "JSON", exact: true }).click());
    assert.equal(JSON.parse(json.bytes).results.bindings.length, few);
    const [head, ...lines] = csv.bytes.toString().split("\r\n").filter(Boolean);
    assert.ok(head.startsWith("\ufeffmechanism,places") && lines.length === few, "with the mark that Excel wants");
    await page.getByRole("button", { name: "图表" }).click();
    await page.waitForSelector(".results .chart canvas");
    await page.locator(".shapes").getByRole("button", { name: "网络" }).click();
    await page.waitForSelector(".results .net [data-names]");
    quiet();
  });

  test("no text of an answer is a formula in the file for spreadsheets, and numbers stay numbers", async () => {
    await open(link("query", { q: 'SELECT ("=HYPERLINK(1)" AS ?a) ("-5" AS ?b) ("@x" AS ?c) {}' }), ".results table");
    const csv = await downloaded(() => page.getByRole("button", { name: "CSV", exact: true }).click());
    assert.equal(csv.bytes.toString().split("\r\n")[1], "'=HYPERLINK(1),-5,'@x");
    quiet();
  });

  test("a table is sorted and searched; a parameter offers names of the graph; words are told, not keys", async () => {
    await open(link("query", { name: "recurrent-mechanisms" }), ".results table");
    const all = await page.locator(".results tbody tr").count();
    const cases = page.locator(".results thead button", { hasText: /^案例数$/ });
    const place = 1 + (await page.locator(".results thead th").allTextContents()).indexOf("案例数");
    const column = async () => (await page.locator(`.results tbody tr td:nth-child(${place})`).allTextContents()).map(Number);
    await cases.click();
    await page.waitForSelector(".results th[aria-sort=ascending]");
    const up = await column();
    assert.deepEqual(up, up.toSorted((a, b) => a - b));
    await cases.click();
    await page.waitForSelector(".results th[aria-sort=descending]");
    const down = await column();
    assert.deepEqual(down, down.toSorted((a, b) => b - a));
    const word = (await page.locator(".results tbody tr td").first().textContent()).trim();
    await page.getByRole("searchbox", { name: "在结果中找" }).fill(word);
    await page.waitForFunction((all) => document.querySelectorAll(".results tbody tr").length < all, all);
    const found = await page.locator(".results tbody tr").allTextContents();
    assert.ok(found.length > 0 && found.every((row) => row.includes(word)));
    await open(link("query", { name: "place-gaps" }), ".results table");
    assert.ok((await page.locator(".results tbody tr td:first-child").allTextContents()).every((text) => ["有", "缺"].includes(text.trim())));
    await open(link("query", { name: "mechanism-profile" }), ".results table");
    await page.locator("input[name=mechanism]").fill("检查");
    await page.waitForFunction(() => [...document.querySelectorAll("datalist option")].some((option) => option.value === "检查码"));
    quiet();
  });

  test("every named question runs as it is", async () => {
    const questions = await (await fetch(`${server.address}api/queries`)).json();
    assert.ok(questions.length > 10);
    for (const { name } of questions) {
      await open(link("query", { name }), ".results");
      assert.equal(await page.locator(".trouble").count(), 0, name);
      const heads = await page.locator(".results thead th").allTextContents();
      assert.deepEqual(heads.filter((head) => /^[a-z_]+$/.test(head)), [], `${name}: columns without a name in data/column-labels.tsv`);
    }
    quiet();
  });

  test("the editor completes from the graph, runs by keyboard, and tells where an error is", async () => {
    await open("#/query", ".CodeMirror textarea");
    const type = async (text) => {
      await page.locator(".CodeMirror").click();
      await page.keyboard.press("Control+A");
      await page.keyboard.insertText(text);
    };
    await type("PREFIX anpu: <https://w3id.org/anpu/ontology#>\nSELECT ?s { ?s a anpu:Mech");
    await page.keyboard.press("Control+Space");
    await page.waitForFunction(() => [...document.querySelectorAll(".CodeMirror-hints li")].some((hint) => hint.textContent === "anpu:Mechanism"));
    await page.keyboard.press("Escape");
    await type("SELECT ?s { ?s ?p ?o } LIMIT 7");
    await page.keyboard.press("Control+Enter");
    await page.waitForFunction(() => document.querySelectorAll(".results tbody tr").length === 7);
    quiet();
    await type("SELECT ?s {\n ?s ?p }");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector(".trouble");
    assert.match(await page.locator(".trouble").textContent(), /第 2 行/);
  });
});

describe("everywhere", () => {
  const VIEWS = ["#/overview", link("search", { q: "检查" }), CASE, MECHANISM, link("network", { around: iri("mechanism/检查码") }), link("query", { name: "recurrent-mechanisms" })];
  const READY = ".heat table, .hits li, .text mark, .adoptions li, .nodes li, .results table, .CodeMirror";

  test("a hostile document stays text", async () => {
    const [found] = await sparql("PREFIX dcterms: <http://purl.org/dc/terms/> SELECT ?id ?c { ?c dcterms:identifier ?id ; dcterms:title ?t FILTER(CONTAINS(?t, '<script>')) }");
    assert.ok(found, "the hostile case is in the dataset");
    const id = found.id.value;
    const things = await sparql("PREFIX anpu: <https://w3id.org/anpu/ontology#> SELECT DISTINCT ?t { ?f anpu:case <" + found.c.value + "> ; anpu:mechanism|anpu:law ?t }");
    const addresses = things.map(({ t }) => link("entity", { iri: t.value }));
    const network = link("network", { around: found.c.value });
    const own = link("query", { q: "SELECT ?s ?o { ?s ?p ?o FILTER(CONTAINS(STR(?o), '<')) } LIMIT 50" });
    for (const address of ["#/overview", link("case", { id }), link("search", { q: "<script>" }), network, own, ...addresses]) {
      await open(address, `${READY}, .page h1`);
      await page.waitForFunction(() => !document.querySelector(".waiting"));
      for (const hit of await page.locator("mark").all()) await hit.hover({ timeout: 500 }).catch(() => {});
      assert.equal(await page.evaluate(() => globalThis.hacked), undefined, address);
      assert.equal(await page.locator("main script, main [onerror], main svg[onload], main b[onmouseover]").count(), 0, address);
    }
    await open(link("case", { id }), ".text mark");
    assert.ok((await page.locator("h1").textContent()).includes(HOSTILE.slice(0, 25)));
    quiet();
  });

  test("the language switch changes every view and is kept", async () => {
    await open("", ".heat table");
    await page.locator("#language").click();
    for (const view of VIEWS) {
      await open(view, READY);
      assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
      const frame = await page.locator("header.bar, h1, fieldset.filters, .facet legend").allTextContents();
      assert.ok(frame.join(" ").includes("Overview"), view);
    }
    quiet();
  });

  test("an unreachable server is told as that, with a way on", async () => {
    await open("", ".heat table");
    await page.route("**/*", (route) => (/\/(api|sparql)/.test(route.request().url()) ? route.abort() : route.continue()));
    for (const view of VIEWS.slice(1)) {
      await page.goto("about:blank");
      await open(view, ".trouble");
      assert.match(await page.locator(".trouble").first().textContent(), /连不上服务器/, view);
      assert.equal(await page.locator(".empty").count(), 0, view);
    }
    await page.unroute("**/*");
    await page.getByRole("button", { name: "重试" }).first().click();
    await page.waitForSelector(READY);
  });

  test("a drawing that cannot be made is told as that, with a way on", async () => {
    await page.route("**/draw.worker-*.js", (route) => route.abort());
    await open(link("network", { view: "mechanism-place", support: 1 }), ".canvas .trouble");
    assert.match(await page.locator(".canvas .trouble").textContent(), /连不上服务器/);
    assert.ok((await page.locator(".nodes li").count()) > 3);
    await page.unroute("**/draw.worker-*.js");
    await page.locator(".canvas").getByRole("button", { name: "重试" }).click();
    await page.waitForSelector(".surface[data-names]");
  });

  test("an answer that breaks off is no empty result", async () => {
    await page.route("**/sparql?*", (route) => route.fulfill({ status: 200, contentType: "application/sparql-results+json", body: '{"head":{"vars":["case"]},"results":{"bindings":[' }));
    await open("", ".trouble");
    assert.match(await page.locator(".trouble").textContent(), /中途断开/);
  });

  test("long work can be cancelled", async () => {
    await page.route("**/sparql?*", () => {});
    // Within the view: before it, what is waited for is the view's own script.
    await open("", ".page .waiting");
    await page.locator(".page").getByRole("button", { name: "取消" }).first().click();
    await page.waitForSelector(".trouble");
    assert.match(await page.locator(".trouble").textContent(), /已取消/);
  });

  test("the keyboard does: skip link, heat map, marks", async () => {
    await open("", ".heat table");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "content");
    await page.locator(".heat button.name").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("tr.chosen");
    await open(CASE, ".text mark");
    await page.locator("section.text").focus();
    await page.keyboard.press("n");
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "MARK");
    await page.keyboard.press("Enter");
    await page.waitForSelector("li.chosen .detail");
    quiet();
  });

  for (const scheme of ["light", "dark"]) {
    test(`axe finds nothing serious, ${scheme}`, async () => {
      await page.emulateMedia({ colorScheme: scheme });
      for (const view of [...VIEWS, "#/query", link("network", { view: "unit-network", support: 1 })]) {
        await open(view, READY);
        await page.waitForFunction(() => !document.querySelector(".waiting"));
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        assert.deepEqual(serious.map(({ id, nodes }) => `${view} ${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")}`), []);
      }
    });
  }

  test("a narrow screen needs no scrolling sideways", async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    for (const view of VIEWS) {
      await open(view, READY);
      const [width, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(width <= inner, `${view}: ${width} > ${inner}`);
    }
  });

  test("before the editor is opened less than 500 kB of compressed script is loaded", async () => {
    const sizes = [];
    page.on("requestfinished", (request) => request.url().endsWith(".js") && sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize)));
    await open("", ".chart canvas");
    for (const view of VIEWS.slice(1)) {
      await open(view, READY);
      await page.waitForFunction(() => !document.querySelector(".waiting"));
    }
    const size = (await Promise.all(sizes)).reduce((sum, each) => sum + each, 0);
    assert.ok(size > 200_000 && size < 500_000, `${size} bytes`);
  });

  test("the policy is strict and the files are kept by their names", async () => {
    const home = await fetch(server.address);
    assert.match(home.headers.get("content-security-policy"), /default-src 'none'; script-src 'self'; style-src 'self';/);
    const [, script] = (await home.text()).match(/src="(\/assets\/[^"]+\.js)"/);
    const asset = await fetch(server.address + script.slice(1), { headers: { "accept-encoding": "gzip" } });
    assert.match(asset.headers.get("cache-control"), /immutable/);
    assert.equal(asset.headers.get("content-encoding"), "gzip");
    assert.equal((await fetch(`${server.address}assets/none.js`)).status, 404);
  });
});
