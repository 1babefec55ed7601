/** A console with what answers beside it, on a database full of what people have to look at; and a browser in it. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import {
  cloneDatabase,
  eventually,
  find,
  freePort,
  missing,
  startPostgres,
  startService,
} from "../../harness/index.ts";
import { fillConsole } from "./fill.ts";

export interface ConsoleHouse {
  /** Signed in. */
  readonly page: Page;
  stop(): Promise<void>;
}

export async function openConsole(rows: number): Promise<ConsoleHouse> {
  const executablePath = find("chromium");
  if (executablePath === undefined) throw new Error(missing("chromium"));
  const postgres = await startPostgres({ durable: false });
  const databaseUrl = await cloneDatabase(postgres.url("postgres"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const owner = { email: "owner@example.org", password: randomBytes(12).toString("base64url") };
  const service = startService(join(import.meta.dirname, "../../../services/start/src/main.ts"), {
    env: {
      DATABASE_URL: databaseUrl,
      LUMENFLOW_ROLES: "ingress,keeper,console",
      LUMENFLOW_ENCRYPTION_KEYS: `bench:${randomBytes(32).toString("base64")}`,
      LUMENFLOW_OWNER_EMAIL: owner.email,
      LUMENFLOW_OWNER_PASSWORD: owner.password,
      LUMENFLOW_API_KEY: `lf_${randomBytes(32).toString("base64url")}`,
      LOG_LEVEL: "warn",
      PORT: String(port),
    },
  });
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  async function stop() {
    await browser.close();
    await service.stop();
    await postgres.stop();
  }
  try {
    await eventually(async () => (await fetch(`${origin}/readyz`)).ok, { timeoutMs: 60_000 });
    await fillConsole(databaseUrl, rows);
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(origin);
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password").first().fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("navigation", { name: "Main" }).first().waitFor();
    return { page, stop };
  } catch (error) {
    await stop();
    throw new Error(`the console did not open:\n${service.output()}`, { cause: error });
  }
}
