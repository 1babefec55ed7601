/** A real Chromium for the stories that people live through. */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { eventually, find, missing } from "../../harness/index.ts";

export interface Visit {
  readonly page: Page;
  /** What the pages complained about: script errors, and requests that left this machine. */
  readonly complaints: string[];
}

export async function openBrowser(): Promise<{
  visit(width: number, height: number): Promise<Visit>;
}> {
  const executablePath = find("chromium");
  if (executablePath === undefined) throw new Error(missing("chromium"));
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
  onTestFinished(() => browser.close());
  return {
    async visit(width, height) {
      const context = await browser.newContext({
        viewport: { width, height },
        timezoneId: "Europe/Vienna",
        locale: "en-GB",
        // A dialog half faded in has no contrast to measure yet.
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        const text = message.text();
        // The browser itself reports an expected refusal of ours as an error.
        if (message.type() === "error" && !/status of (401|404|409|422)/.test(text))
          complaints.push(text);
      });
      page.on("request", (request) => {
        const { hostname, protocol } = new URL(request.url());
        if (/^https?:$/.test(protocol) && hostname !== "127.0.0.1") complaints.push(request.url());
      });
      return { page, complaints };
    },
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const pictures = process.env.SCREENSHOTS;

/**
 * Nothing on the page keeps anybody out. With SCREENSHOTS=<folder> it also keeps pictures: as it is, and
 * whole in both colour schemes and at both widths.
 */
export async function look(page: Page, name: string): Promise<void> {
  const found = (await page.evaluate(
    `${axe}; axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })`,
  )) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  const faults = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  expect(faults, `axe on ${name}`).toEqual([]);
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  // Where it speaks, it lies over the page's title; the first picture has it.
  await showNotices(page, false);
  const size = page.viewportSize();
  const seen = size === null ? [] : size.width > 360 ? [size, { width: 360, height: 760 }] : [size];
  for (const viewport of seen) {
    await page.setViewportSize(viewport);
    if (!(await page.getByRole("dialog").first().isVisible())) {
      // As high as what is on it: bars that stay at an edge lie over nothing.
      const height = await settledHeight(page);
      await page.setViewportSize({ ...viewport, height: Math.max(height, viewport.height) });
    }
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const path = join(pictures, "whole", `${name}-${viewport.width}-${colorScheme}.png`);
      await page.screenshot({ path, animations: "disabled" });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await showNotices(page, true);
  if (size !== null) await page.setViewportSize(size);
}

/** Once what moves when the width changes has come to rest. */
function settledHeight(page: Page): Promise<number> {
  let before = 0;
  return eventually(
    async () => {
      const height = Number(await page.evaluate("document.documentElement.scrollHeight"));
      const settled = height === before;
      before = height;
      return settled && height;
    },
    { intervalMs: 300 },
  );
}

async function showNotices(page: Page, shown: boolean): Promise<void> {
  await page.evaluate(`for (const { style } of document.querySelectorAll(".mantine-Notifications-root"))
    style.visibility = "${shown ? "visible" : "hidden"}"`);
}

export async function signIn(page: Page, { email, password }: { email: string; password: string }) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").first().fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Main" }).first().waitFor();
}

/** Nothing reaches over the side of a small phone. */
export async function fitsThePhone(page: Page) {
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
}

export async function goDark(page: Page) {
  await page.evaluate('localStorage.setItem("mantine-color-scheme-value", "dark")');
  await page.reload();
}

/** A picture that has come and could be read. */
export async function shown(picture: Locator) {
  await picture.waitFor();
  const read = (image: { complete: boolean; naturalWidth: number }) =>
    image.complete && image.naturalWidth;
  await expect.poll(() => picture.evaluate(read as never)).toBeGreaterThan(0);
}
