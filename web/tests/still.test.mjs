/** A still of the page: the same views from one file, without a server, as the export `html` writes it. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { axe, browser, build, HOSTILE, still } from "./world.mjs";

let world, address, chromium, page, noise;

before(async () => {
  world = build();
  address = still(world.dataset);
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  world?.clean();
});
beforeEach(async () => {
  page = await chromium.newPage({ viewport: { width: 1400, height: 900 }, reducedMotion: "reduce" });
  page.setDefaultTimeout(15_000);
  noise = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(String(error)));
  page.on("request", (request) => !/^(file|blob|data):/.test(request.url()) && noise.push(`asks ${request.url()}`));
});
afterEach(async () => {
  await page.close();
  assert.deepEqual(noise, []);
});

const link = (view, params = {}) => `#/${view}?${new URLSearchParams(params)}`;
const open = async (hash, wanted) => {
  await page.goto("about:blank");
  await page.goto(address + hash);
  await page.waitForSelector(wanted);
};
const iri = (path) => `https://w3id.org/anpu/id/${path}`;

test("from a number of the overview to the case, its words, the entity and what is around it", async () => {
  await open("", ".heat table");
  const cell = page.getByRole("button", { name: /^检查码，.*：\d+ 个案例$/ }).first();
  const [, count] = (await cell.getAttribute("aria-label")).match(/：(\d+) 个案例/);
  await cell.click();
  await page.waitForSelector(".opened li");
  assert.equal(await page.locator(".opened li").count(), Number(count));
  await page.locator(".opened li a").first().click();
  await page.waitForSelector("mark.chosen");
  assert.ok((await page.locator(".similar li").count()) > 0);
  await page.locator(".detail a.entity").click();
  await page.waitForSelector(".adoptions blockquote mark");
  await page.waitForSelector(".sketch [data-names]");
  await page.waitForSelector(".laws blockquote mark");
  assert.ok((await page.locator(".related a").count()) > 3);
  assert.ok((await page.locator("table.plain tbody tr").count()) > 0);
});

test("searching finds names and texts, with facets", async () => {
  await open(link("search", { q: "检查码" }), ".hits li");
  const classes = await page.locator(".facet").first().locator("label span:first-of-type").allTextContents();
  assert.ok(["案例", "机制"].every((name) => classes.includes(name)), classes.join());
  assert.ok((await page.locator(".hits mark.hit").allTextContents()).every((text) => text === "检查码"));
});

test("networks, from a node and whole, named questions and doubts are there; what is not says what to do", async () => {
  await open(link("network", { around: iri("mechanism/检查码") }), ".nodes li");
  await open(link("network", { view: "full", support: 1 }), ".surface[data-names]");
  await open(link("query", { name: "mechanism-diffusion" }), ".results table");
  assert.equal(await page.locator(".CodeMirror").count(), 0);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV", exact: true }).click()]);
  assert.match(file.suggestedFilename(), /csv$/);
  await open(link("review"), ".reviewing .nodes li");
  assert.equal(await page.locator(".doubt button").count(), 0);
  await open(link("query", { name: "mechanism-diffusion", "p.mechanism": "无此机制" }), ".trouble");
  assert.match(await page.locator(".trouble").textContent(), /anpu serve/);
});

test("a hostile document stays text, in both languages, and axe finds nothing serious", async () => {
  await open(link("search", { q: "<script>" }), ".hits li");
  await page.locator(".hits li", { hasText: "案例" }).locator("a").first().click();
  await page.waitForSelector(".text mark, .adoptions");
  await page.locator("#language").click();
  await open(link("search", { q: "hacked" }), ".hits li");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  assert.ok((await page.locator(".hits").textContent()).includes(HOSTILE.slice(0, 12)));
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  await open("", ".heat table");
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  assert.deepEqual(violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => [id, nodes[0].html]), []);
});
