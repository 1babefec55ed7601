/** What the pages cost before a person sees something, as it travels: measured on the built assets. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { setup } from "../connections/setup.ts";

const dist = join(import.meta.dirname, "../../services/console/web/dist");

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

type Manifest = Readonly<Record<string, Chunk>>;

/** Where an approver lands: the frame, and the inbox in it. */
const firstPage = ["src/shell/shell.tsx", "src/approvals/approvals-page.tsx"];
const budget = 250 * 1_024;
/** Of any page, with all that the first one has loaded. */
const pageBudget = 310 * 1_024;

function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
}

/** The files of these chunks and of all that they import at once. */
function filesOf(manifest: Manifest, names: readonly string[], seen = new Set<string>()) {
  for (const name of names) {
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`the build has no chunk ${name}`);
    if (seen.has(chunk.file)) continue;
    seen.add(chunk.file);
    filesOf(manifest, chunk.imports ?? [], seen);
  }
  return seen;
}

function gzipped(files: Iterable<string>): number {
  return [...files]
    .filter((file) => file.endsWith(".js"))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
}

test("the first load is at most 250 KiB of JavaScript, gzipped, and other pages come when needed", () => {
  const manifest = readManifest();
  const entries = Object.keys(manifest).filter((name) => manifest[name]?.isEntry);
  const first = filesOf(manifest, [...entries, ...firstPage]);
  expect(gzipped(first)).toBeLessThanOrEqual(budget);

  const pages = entries.flatMap((name) => manifest[name]?.dynamicImports ?? []);
  expect(pages.length).toBeGreaterThan(3);
  for (const page of pages) {
    const beyond = [...filesOf(manifest, [page])].filter((file) => !first.has(file));
    expect(gzipped([...first, ...beyond]), page).toBeLessThanOrEqual(pageBudget);
  }
});

test("assets are served compressed and for ever, as what they are", async () => {
  const { origin } = await setup();
  const entry = Object.values(readManifest()).find(({ isEntry }) => isEntry);
  const url = `${origin}/${entry?.file}`;
  const served = async (encoding: string) => {
    const answer = await fetch(url, { headers: { "accept-encoding": encoding } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/javascript/);
    expect(answer.headers.get("cache-control")).toContain("immutable");
    expect(answer.headers.get("vary")).toMatch(/accept-encoding/i);
    return {
      encoding: answer.headers.get("content-encoding"),
      length: Number(answer.headers.get("content-length")),
      text: await answer.text(),
    };
  };
  const [brotli, gzip, plain] = [
    await served("br, gzip"),
    await served("gzip"),
    await served("identity"),
  ];
  expect(brotli.encoding).toBe("br");
  expect(gzip.encoding).toBe("gzip");
  expect(plain.encoding).toBeNull();
  expect(new Set([brotli.text, gzip.text, plain.text]).size).toBe(1);
  expect(brotli.length).toBeLessThan(gzip.length);
  expect(gunzipSync(readFileSync(join(dist, `${entry?.file}.gz`))).toString()).toBe(plain.text);
  const missing = await fetch(`${origin}/assets/nothing.js`, {
    headers: { "accept-encoding": "br" },
  });
  expect(missing.status).toBe(404);
});
