/** Review: decisions are taken by keyboard where writing is allowed, and kept in the file that the next build applies. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, browser, build, rebuild, serve, TOKEN, unitNames } from "./world.mjs";

const READY = ".reviewing .nodes li";
let world, reading, writing, chromium;

before(async () => {
  world = build();
  [reading, writing, chromium] = await Promise.all([serve(world.dataset), serve(world.dataset, ["--token", TOKEN]), browser()]);
});
after(async () => {
  await chromium?.close();
  await Promise.all([reading?.stop(), writing?.stop()]);
  world?.clean();
});

async function open(server, group = "") {
  const page = await chromium.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${server.address}#/review?below=0.95&group=${group}`);
  await page.waitForSelector(READY);
  return page;
}

test("a server that only reads shows what is doubtful and takes no decision", async () => {
  const page = await open(reading);
  assert.match(await page.locator(".trouble").textContent(), /只读/);
  assert.equal(await page.locator(".doubt button").count(), 0);
  await page.keyboard.press("j");
  await page.waitForFunction(() => document.querySelectorAll(".nodes button")[1].getAttribute("aria-pressed") === "true");
});

test("decisions are taken by keyboard and kept in the file", async () => {
  const page = await open(writing);
  const fact = () => page.locator(".doubt h2").textContent();
  // What could not be resolved comes first; it can only be corrected.
  while ((await page.getByRole("button", { name: "不是事实（x）" }).count()) === 0) await page.keyboard.press("j");
  await page.keyboard.press("x");
  assert.match(await page.locator(".doubt .trouble").textContent(), /先填审核人和令牌/);
  await page.locator("input[name=author]").fill("审核人\"甲\"");
  await page.locator("input[name=token]").fill("wrong");
  await page.locator("h1").click();
  await page.keyboard.press("x");
  await page.waitForFunction(() => document.querySelector(".doubt .trouble")?.textContent.includes("token"));
  await page.locator("input[name=token]").fill(TOKEN);
  await page.locator("h1").click();
  const rejected = await fact();
  await page.keyboard.press("x");
  await page.waitForFunction((before) => document.querySelector(".doubt h2").textContent !== before, rejected);
  await page.keyboard.press("e");
  await page.locator("form.parameters input[name=value]").fill("改正的名称");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".nodes em").length === 2);
  await page.locator("h1").click();
  await page.keyboard.press("a");
  await page.waitForFunction(() => document.querySelectorAll(".nodes em").length === 3);
  const file = readFileSync(join(world.dataset, "decisions/review.toml"), "utf8");
  assert.match(file, /action = "reject"/);
  assert.match(file, /action = "fix"/);
  assert.match(file, /action = "confirm"/);
  assert.ok(file.includes("改正的名称") && file.includes(rejected), file);
  await page.reload();
  await page.waitForSelector(READY);
  const left = await page.locator(".nodes button").allTextContents();
  const response = await fetch(`${writing.address}api/decisions`);
  assert.equal((await response.json()).length, 3);
  assert.ok(left.length > 0);
});

test("things are merged, renamed and told apart by keyboard, with names of the graph at hand", async () => {
  const page = await open(writing, "units");
  await page.locator("input[name=author]").fill("乙");
  await page.locator("input[name=token]").fill(TOKEN);
  const done = () => page.locator(".nodes em").count();
  for (const [key, name] of [["m", "上海市浦东新区市场监督管理局"], ["r", "改名后的单位"], ["s", "另一个单位"]]) {
    await page.locator("h1").click();
    while ((await page.getByRole("button", { name: "合并（m）" }).count()) === 0) await page.keyboard.press("j");
    const before = await done();
    await page.keyboard.press(key);
    const input = page.locator("form.parameters input[name=to]");
    await input.fill(key === "m" ? name.slice(0, 6) : name);
    if (key === "m") await page.waitForFunction((name) => [...document.querySelectorAll("datalist option")].some((option) => option.value === name), name);
    await input.fill(name);
    await page.keyboard.press("Enter");
    await page.waitForFunction((before) => document.querySelectorAll(".nodes em").length === before + 1, before);
  }
  const file = readFileSync(join(world.dataset, "decisions/review.toml"), "utf8");
  for (const part of [/action = "merge"/, /action = "rename"/, /action = "separate"/, /to = "改名后的单位"/, /kind = "unit"/]) assert.match(file, part);
  const build = rebuild(world);
  assert.match(build.stderr + build.stdout, /quads/);
  assert.ok(unitNames(world).includes("改名后的单位"), "the next build applies it");
});

test("axe finds nothing serious", async () => {
  const page = await open(writing);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  assert.deepEqual(violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => [id, nodes[0].html]), []);
});
