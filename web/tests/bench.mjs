/**
 * How quick the page is in a headless Chromium without a graphics processor: the first view, and how smooth the network is at 5,000
 * nodes and 15,000 edges: time to the first picture, the longest that the page's own thread is taken, and frames a second while the
 * picture is moved and while it is laid out. Usage: `npm run bench`, where the program has been built; `ANPU` names another program,
 * `DATASET` another dataset than that of the tests. Figures are of this machine as busy as it is.
 */
import { browser, build, LARGE, serve } from "./world.mjs";

const world = process.env.DATASET ? { dataset: process.env.DATASET, clean: () => {} } : build();
const [server, chromium] = await Promise.all([serve(world.dataset), browser()]);

/** The overview in a browser that keeps nothing, from the first byte asked for. */
async function firstView() {
  const context = await chromium.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const sizes = [];
  page.on("requestfinished", (request) => request.url().endsWith(".js") && sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize)));
  const begun = Date.now();
  await page.goto(server.address);
  await page.waitForSelector(".heat tbody tr");
  const time = Date.now() - begun;
  await page.waitForSelector(".chart canvas");
  await page.waitForLoadState("networkidle");
  const size = (await Promise.all(sizes)).reduce((sum, each) => sum + each, 0);
  await context.close();
  return { time, size };
}

const views = [];
for (let round = 0; round < 9; round += 1) views.push(await firstView());
const times = views.map(({ time }) => time).sort((a, b) => a - b);
console.log(`first view: ${times[4]} ms (median of nine, ${times[0]} to ${times[8]}), ${(views[0].size / 1000).toFixed(0)} kB of compressed script with its charts`);

const page = await chromium.newPage({ viewport: { width: 1440, height: 900 } });
await page.route("**/api/export?*", (route) => route.fulfill({ contentType: "application/json", body: LARGE }));
await page.addInitScript(() => {
  globalThis.tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
});

/** Frames of the page while something is done for some seconds. */
async function measured(what, act, seconds = 3) {
  await page.evaluate(() => {
    tasks.length = 0;
    const frames = (globalThis.frames = []);
    globalThis.pictures = 0;
    globalThis.drawn ??= new MutationObserver((all) => (pictures += all.length));
    drawn.observe(document.querySelector(".surface"), { attributeFilter: ["data-names"] });
    const next = (now) => {
      frames.push(now);
      if (frames === globalThis.frames) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  for (let step = 0, end = Date.now() + 1000 * seconds; Date.now() < end; step += 1) await act(step);
  const { gaps, longest, redrawn } = await page.evaluate(() => {
    const kept = frames;
    globalThis.frames = null;
    return { gaps: kept.slice(1).map((now, at) => now - kept[at]).sort((a, b) => a - b), longest: Math.max(0, ...tasks), redrawn: pictures };
  });
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  console.log(`${what}: ${(1000 / mean).toFixed(0)} frames a second, 95 of 100 within ${gaps[Math.floor(gaps.length * 0.95)].toFixed(0)} ms, longest task ${longest.toFixed(0)} ms, drawn anew ${(redrawn / seconds).toFixed(0)} times a second`);
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const begun = Date.now();
await page.goto(`${server.address}#/network?view=full&support=1`);
await page.waitForSelector(".surface[data-names]");
console.log(`first picture: ${Date.now() - begun} ms, longest task ${(await page.evaluate(() => Math.max(0, ...tasks))).toFixed(0)} ms`);
const box = await page.locator(".surface").boundingBox();
const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
await page.mouse.move(box.x + 4, box.y + 4);
await page.mouse.down();
await measured("dragged", async (step) => {
  await page.mouse.move(x + 200 * Math.sin(step / 12), y + 120 * Math.cos(step / 15));
  await pause(8);
});
await page.mouse.up();
await measured("zoomed", async (step) => {
  await page.mouse.wheel(0, step % 80 < 40 ? -40 : 40);
  await pause(12);
});
await page.locator("select[name=layout]").selectOption("force");
await measured("while it is laid out", () => pause(50));
await chromium.close();
await server.stop();
world.clean();
