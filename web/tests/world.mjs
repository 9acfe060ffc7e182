/** What the tests stand on: a dataset built by the program from sample cases and a hostile one, its server, and a browser. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = process.env.ANPU ?? join(root, "target/debug/anpu");
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const HOSTILE = "<script>hacked=1</script>“引号”'\"&amp;<img src=x onerror=hacked=1>";

/** A document that tries to become part of the page. */
const hostile = `案例 1：${HOSTILE}

推荐单位：浦东新区区委依法治区办

实施单位：浦东新区市场监管局

一、背景<b onmouseover=hacked=1>缘由</b>

2024年，新区市场监管局推出“<svg onload=hacked=1>检查码”机制，首创"javascript:hacked=1"清单制度，依托“一网通办”平台推行“检查码”。

二、主要做法

根据《<script>hacked=1</script>管理条例》第五条，会同区应急局开展“综合查一次”，检查次数同比下降30%。
`;

/** A network of 5,000 nodes and 15,000 edges in sixty clusters, as the program gives it; always the same. */
export const LARGE = (() => {
  const [count, clusters, classes] = [5000, 60, ["Unit", "Mechanism", "Case", "LegalDocument", "Place"]];
  let state = 1;
  const part = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const some = (below) => Math.floor(below * part());
  const middles = Array.from({ length: clusters }, () => [6000 * part(), 4000 * part()]);
  const nodes = Array.from({ length: count }, (_, at) => {
    const [x, y] = middles[at % clusters];
    const [far, angle] = [220 * Math.sqrt(-2 * Math.log(part())), 2 * Math.PI * part()];
    return { data: { id: `unit/${at}`, name: `某区某单位第${at}号`, class: classes[some(5)], weight: 1 + some(7) }, position: { x: x + far * Math.cos(angle), y: y + far * Math.sin(angle) } };
  });
  // Some nodes have many edges, most have few; four of five edges stay within the cluster.
  const edges = Array.from({ length: 3 * count }, (_, at) => {
    const source = some(count * part());
    const target = part() < 0.8 ? (source + clusters * (1 + some(80))) % count : some(count);
    return { data: { source: `unit/${source}`, target: `unit/${target}`, interaction: ["implementedBy", "practises", "cites"][at % 3], weight: 1 + some(4) } };
  });
  return JSON.stringify({ elements: { nodes, edges } });
})();

export const TOKEN = "a token of the tests";

/** Builds the dataset. */
export function build() {
  const folder = mkdtempSync(join(tmpdir(), "anpu-page-"));
  const document = join(folder, "hostile <b>&'.txt");
  writeFileSync(document, hostile);
  const untitled = join(folder, "untitled.txt");
  writeFileSync(untitled, hostile.replace(/^.*/, ""));
  const world = { dataset: join(folder, "dataset"), sources: [join(root, "data/cases"), document, untitled], clean: () => rmSync(folder, { recursive: true, force: true }) };
  const built = rebuild(world);
  if (!existsSync(join(world.dataset, "manifest.json"))) throw new Error(`${program}: ${built.error ?? built.stderr}`);
  return world;
}

/** Builds it again, with the decisions that were taken since. */
export const rebuild = ({ dataset, sources }) => spawnSync(program, ["build", "-d", dataset, ...sources], { encoding: "utf8" });

/** The names of all units. */
export function unitNames({ dataset }) {
  const query = 'SELECT ?name { ?unit a anpu:Unit ; skos:prefLabel ?name }';
  return spawnSync(program, ["query", "-d", dataset, "-", "-f", "csv"], { encoding: "utf8", input: query }).stdout;
}

/** Writes a still of the page, and tells its address. */
export function still(dataset) {
  const file = join(dataset, "../still.html");
  const written = spawnSync(program, ["--lang", "zh", "export", "-d", dataset, "-o", file], { encoding: "utf8" });
  if (written.status !== 0) throw new Error(`${program}: ${written.error ?? written.stderr}`);
  return pathToFileURL(file).href;
}

/** Starts a server and waits until it says where. */
export async function serve(dataset, more = []) {
  const child = spawn(program, ["serve", "-d", dataset, "--bind", "127.0.0.1:0", ...more], { stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise((found, fail) => {
    let said = "";
    child.stderr.on("data", (part) => {
      said += part;
      const match = said.match(/http:\/\/127\.0\.0\.1:\d+\//);
      if (match) found(match[0]);
    });
    child.on("exit", () => fail(new Error(`the server ended: ${said}`)));
  });
  const stop = () => new Promise((done) => (child.exitCode === null ? child.once("exit", done) && child.kill() : done()));
  return { address, stop };
}

export async function browser() {
  const executablePath = process.env.CHROMIUM ?? BROWSERS.find(existsSync);
  if (!executablePath) throw new Error(`no Chromium: set CHROMIUM or install one of ${BROWSERS.join(", ")}`);
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** The audit's script, to be run in the page's own world: the page's policy lets no script of others in. */
export const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
