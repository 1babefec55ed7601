/**
 * The console's pages for whoever operates it: deliveries, updates, rules, activity, health and a
 * bot's settings. With SCREENSHOTS=<folder> it keeps a picture of every station.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { describeWith, eventually, sql, startService } from "../harness/index.ts";
import { fitsThePhone, look, openBrowser, signIn } from "./setup/browser.ts";
import { furnish } from "./setup/help-desk.ts";

const cli = join(import.meta.dirname, "../../services/start/src/cli.ts");

/** A program of somebody's, which says yes to everything. */
async function startReceiver(): Promise<{ url: string }> {
  const server = createServer((req, res) => {
    req.resume().on("end", () => res.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events` };
}

async function sentLongAgo(databaseUrl: string, connectionId: string, count: number) {
  await sql(
    databaseUrl,
    `INSERT INTO messages (id, workspace_id, connection_id, chat_id, status, content, options, digest,
       requester_kind, requester_id, requester_name, policy_effect, created_at)
     SELECT 'msg_' || lpad(n::text, 26, '0'), workspace_id, id, n::text, 'sent',
       jsonb_build_object('type', 'text', 'text', 'Number ' || n), '{}', '', 'system', 'x', 'Sidekick',
       'auto_approve', now() - interval '30 days'
     FROM connections, generate_series(1, $2::int) n WHERE id = $1`,
    [connectionId, count],
  );
}

/** Of the rows in the page, the number of the last among all. */
async function lastPlace(page: Page): Promise<number> {
  const places = await page
    .locator("main [aria-posinset]")
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-posinset"))));
  return Math.max(0, ...places);
}

describeWith("chromium", "the console's pages for operators", () => {
  // A day of people's work, and whoever waits for pictures of it.
  test("deliver and replay, change rules and try them, prove the trail, and show how all is", {
    timeout: 240_000,
  }, async () => {
    const { house, connectionId, dana } = await furnish();
    const { origin, owner, sidekick } = house;
    const browser = await openBrowser();
    const desk = await browser.visit(1280, 900);
    const phone = await browser.visit(360, 760);
    const { page } = desk;
    const pocket = phone.page;
    const asked = await sidekick.ask({ connectionId, chatId: dana, text: "It comes tomorrow." });
    await owner.approve(asked.approvalId);
    await owner.reaches(asked.id, "sent");
    for (const each of [page, pocket]) {
      await each.goto(`${origin}/outbox`);
      await signIn(each, house.signIn);
    }

    // Deliveries: told to a program, whose answer stands in the log.
    const receiver = await startReceiver();
    await page.getByRole("link", { name: "Deliveries" }).first().click();
    await page.getByRole("button", { name: "Add endpoint" }).click();
    const adding = page.getByRole("dialog");
    await adding.getByLabel("URL").fill(receiver.url);
    await adding.getByRole("button", { name: "Add", exact: true }).click();
    await adding.getByText(/^whsec_/).waitFor();
    await adding.getByRole("button", { name: "I have kept it" }).click();
    await page.getByRole("list", { name: "Endpoints" }).getByRole("link").click();
    await page.getByRole("button", { name: "Send a test" }).click();
    await page
      .getByRole("list", { name: "Deliveries, newest first" })
      .getByText("endpoint.test")
      .waitFor();
    await page
      .getByRole("list", { name: "Deliveries, newest first" })
      .getByText("Delivered")
      .waitFor();
    await look(page, "deliveries");
    await pocket.goto(page.url());
    await pocket.getByText("endpoint.test").waitFor();
    await fitsThePhone(pocket);
    await look(pocket, "deliveries-phone-dark");
    await page.getByRole("link", { name: "Updates" }).first().click();
    await page.getByText("Hello! Is my parcel on its way?").click();
    await page.getByLabel("Telegram's JSON").getByText('"update_id"').waitFor();
    await look(page, "updates");

    // Policies: a rule by the form, tried on the past, asked before another by keyboard.
    await page.getByRole("link", { name: "Policies" }).first().click();
    for (const name of ["Short ones go", "Nothing about refunds"]) {
      await page.getByRole("link", { name: "Add rule" }).first().click();
      await page.getByLabel("Name").fill(name);
      if (name === "Short ones go") await page.getByRole("radio", { name: /^Let it go/ }).click();
      await page.getByRole("button", { name: "Add a condition" }).click();
      if (name === "Short ones go") {
        await page.getByRole("menuitem", { name: "Length of its text" }).click();
      } else {
        await page.getByRole("menuitem", { name: "Words in its text" }).click();
        await page
          .getByRole("combobox", { name: "Words in its text", exact: true })
          .fill("(?i)refund");
        await page.keyboard.press("Enter");
      }
      if (name === "Short ones go") await look(page, "rule");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("link", { name }).waitFor();
    }
    const rules = page.getByRole("list", { name: /^Rules/ });
    await page.getByRole("button", { name: /^Number 2: move/ }).focus();
    await page.keyboard.press("ArrowUp");
    await rules.getByRole("heading").first().getByText("Short ones go").waitFor();
    await eventually(async () => {
      const { body } = await owner.call("GET", "/policies");
      return body.data[0].name === "Short ones go";
    });
    await page.getByRole("button", { name: "Try", exact: true }).click();
    await page.getByText(/messages would have come to something else/).waitFor();
    await look(page, "policies");
    await pocket.goto(`${origin}/policies`);
    await pocket.getByRole("heading", { name: "Short ones go" }).waitFor();
    await fitsThePhone(pocket);
    await look(pocket, "policies-phone-dark");

    // Activity: who did what, by kind, and proven.
    await page.getByRole("link", { name: "Activity" }).first().click();
    await page.getByText("Policy reordered").waitFor();
    await page.getByRole("button", { name: "Prove it now" }).click();
    await page.getByText(/sealed entries are what they were/).waitFor();
    await look(page, "activity");
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: /^As JSON lines/ }).click(),
    ]);
    // As the page says it, with neither a database nor a secret.
    await page.getByText("Prove an exported file anywhere").click();
    const command = await page.getByText(/^lumenflow audit verify/).textContent();
    const verified = startService(cli, {
      args: (command ?? "")
        .replace("audit.jsonl", await download.path())
        .split(" ")
        .slice(1),
      env: { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" },
    });
    onTestFinished(() => verified.kill());
    expect(await verified.ended, verified.output()).toBe(0);
    expect(verified.output()).toMatch(/✓ .*: ws_\w+, \d+ entries \(1 to \d+\), signed with test/);
    await pocket.goto(`${origin}/activity?about=approval`);
    await pocket.getByText("Approval approved").first().waitFor();
    await fitsThePhone(pocket);
    await look(pocket, "activity-phone-dark");

    // Health and settings.
    await page.getByRole("link", { name: "Health" }).first().click();
    await page.getByText(/^Sender/).waitFor();
    await look(page, "health");
    for (const [panel, number, place] of [
      ["In each minute", /^received/, "/updates"],
      ["In each minute", /^sent/, "/outbox?tab=all&status=sent"],
      ["Latency, last 15 minutes", "Event at its endpoint", "/deliveries"],
      ["Bots", /in the last minute$/, `/outbox?tab=all&status=sent&bot=${connectionId}`],
      ["Bots", /^@/, `/settings/connections/${connectionId}`],
      ["Workers", /^Registrar/, "/settings/connections"],
    ] as const) {
      await page.getByRole("region", { name: panel }).getByRole("link", { name: number }).click();
      await page.waitForURL(`${origin}${place}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.goBack();
    }
    await pocket.goto(`${origin}/health`);
    await pocket.getByText(/^Sender/).waitFor();
    await fitsThePhone(pocket);
    await look(pocket, "health-phone-dark");
    await page.goto(`${origin}/settings/connections/${connectionId}`);
    await page.getByRole("heading", { name: "Sending" }).waitFor();
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByRole("dialog").getByLabel("Messages a second").fill("20");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("20 a second, 1 in one chat").waitFor();
    await look(page, "connection");
    await pocket.goto(`${origin}/settings`);
    await pocket.getByRole("list", { name: "Settings" }).waitFor();
    await look(pocket, "settings-phone-dark");
    await pocket.getByRole("link", { name: /^Display/ }).click();
    await pocket.getByText(/^Now it is/).waitFor();
    await look(pocket, "display-phone");

    // However far a list is followed, the page holds what is on the screen, and reads that again alone.
    await sentLongAgo(house.databaseUrl, connectionId, 600);
    await page.goto(`${origin}/outbox?tab=all`);
    const list = page.getByRole("list", { name: "Messages" });
    await list.getByRole("link").first().waitFor();
    await eventually(
      async () => {
        await page.mouse.move(640, 450);
        await page.mouse.wheel(0, 4_000);
        expect(await list.getByRole("listitem").count()).toBeLessThanOrEqual(60);
        return (await lastPlace(page)) > 350;
      },
      { timeoutMs: 120_000 },
    );
    const pages = new Map<string, number>();
    page.on("request", (request) => {
      const url = request.url();
      if (/\/api\/v1\/messages\?/.test(url)) pages.set(url, (pages.get(url) ?? 0) + 1);
    });
    await sidekick.ask({ connectionId, chatId: dana, text: "Anything else?" });
    await eventually(() => pages.size > 0);
    await sidekick.ask({ connectionId, chatId: dana, text: "And now?" });
    // The second round has begun: the first asked for all that it wanted.
    await eventually(() => Math.max(...pages.values()) > 1);
    expect(pages.size).toBeLessThanOrEqual(6);
    // Whoever reads there still does.
    expect(await lastPlace(page)).toBeGreaterThan(300);
    await page.keyboard.press("Home");
    await list.getByRole("listitem").first().getByText("And now?").waitFor();

    for (const { complaints } of [desk, phone]) expect(complaints).toEqual([]);
  });
});
