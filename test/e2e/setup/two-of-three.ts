/** The part of the approvers' story in which one word is not enough: votes, an escalation, and a stand-in. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { sql } from "../../harness/index.ts";
import { fitsThePhone, look, type openBrowser, signIn } from "./browser.ts";
import type { World } from "./help-desk.ts";
import { joined, openSession } from "./session.ts";

interface Desk {
  readonly world: World;
  readonly browser: Awaited<ReturnType<typeof openBrowser>>;
  /** Where the owner looks at the approvals. */
  readonly page: Page;
}

const aPerson = expect.stringMatching(/^user:usr_/);

/** Two of three must approve; Cy is away, and Bo decides in Cy's place. */
export async function twoOfThree({ world, browser, page }: Desk): Promise<void> {
  const { house, connectionId, dana } = world;
  const { origin, owner, sidekick } = house;
  const ownersSession = await openSession(house, house.signIn);
  async function person(name: string) {
    const account = { name, email: `${name}@example.org`, password: `${name} decides as well` };
    const invitation = { email: account.email, role: "approver" };
    const { body } = await ownersSession.call("POST", "/invitations", { body: invitation });
    await joined(house, { token: body.token, ...account });
    return account;
  }
  const bo = await person("Bo");
  const cy = await person("Cy");
  await writeRule(page, origin);
  const { body: rules } = await owner.call("GET", "/policies");
  expect(rules.data[0]).toMatchObject({
    ...{ name: "Refunds need two", effect: "require_approval", schedule: null },
    when: { all: [{ pattern: ["refund"] }] },
    exceptions: [{ not: { chatType: ["private", "group"] } }],
    approval: {
      ...{ approvers: [aPerson, aPerson, "role:admin"], required: 2 },
      ...{ expiresAfter: "24h", remindBefore: "30m", escalateAfter: "1h" },
      escalateTo: [["role:admin"], ["role:owner"]],
    },
  });

  // Cy names Bo before leaving.
  const cys = await browser.visit(1280, 900);
  await cys.page.goto(`${origin}/settings/account`);
  await signIn(cys.page, cy);
  await cys.page.getByRole("button", { name: "Name somebody…" }).click();
  const naming = cys.page.getByRole("dialog");
  await naming.getByRole("combobox", { name: "Who" }).click();
  await cys.page.getByRole("option", { name: "Bo" }).click();
  await naming.getByLabel("Last day").fill(dayAfter(3));
  await look(cys.page, "account-away-dialog");
  await naming.getByRole("button", { name: "Let them decide" }).click();
  await cys.page.getByRole("list", { name: "Who decides for whom" }).getByText("Bo").waitFor();
  await look(cys.page, "account-away");
  await linkAndUnlink(cys.page, world);

  // One approves; it waits for another, and Bo sees that at once.
  const bos = await browser.visit(360, 760);
  await bos.page.goto(`${origin}/approvals`);
  await signIn(bos.page, bo);
  const refund = await sidekick.ask({
    ...{ connectionId, chatId: dana, text: "Your refund of 20 € is on its way." },
  });
  const card = (on: Page) => on.getByRole("article").filter({ hasText: "refund of 20 €" });
  await card(page).getByText("0 of 2 have approved").waitFor();
  await card(page)
    .getByRole("button", { name: /^Approve/ })
    .click();
  await card(page).getByText("You have approved it. Others have to approve it too.").waitFor();
  await card(bos.page).getByText("1 of 2 have approved").waitFor();

  // An hour passes without another word.
  await sql(house.databaseUrl, "UPDATE approvals SET escalate_at = now() WHERE id = $1", [
    refund.approvalId,
  ]);
  for (const each of [page, bos.page]) {
    await card(each)
      .getByText(/^Nobody decided, so it went on to/)
      .waitFor();
  }
  await look(page, "approvals-votes");
  await fitsThePhone(bos.page);
  await look(bos.page, "approvals-votes-phone");

  // Bo's word is Cy's, and stands there as that.
  await card(bos.page)
    .getByRole("button", { name: /^Approve/ })
    .click();
  await card(page).getByText("Approved", { exact: true }).waitFor();
  await card(page)
    .getByText(/^Cy \(by Bo for them\)/)
    .waitFor();
  await owner.reaches(refund.id, "sent");
  await page.goto(`${origin}/approvals`);
  for (const { complaints } of [cys, bos]) expect(complaints).toEqual([]);
}

/** By the form alone: what must be said twice, by whom, until when, and what is left out. */
async function writeRule(page: Page, origin: string): Promise<void> {
  async function choose(label: string, ...options: string[]) {
    // One that cannot be searched lies under what is chosen in it.
    await page.getByRole("combobox", { name: label, exact: true }).click({ force: true });
    for (const option of options) {
      await page.getByRole("option", { name: option, exact: true }).click();
    }
    await page.keyboard.press("Escape");
  }
  await page.goto(`${origin}/policies/new`);
  await page.getByLabel("Name").fill("Refunds need two");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByRole("menuitem", { name: "Words in its text" }).click();
  await page.getByRole("combobox", { name: "Words in its text", exact: true }).fill("refund");
  await page.keyboard.press("Enter");

  await page.getByText("When it is in force, and exceptions").click();
  await page.getByRole("button", { name: "Add an exception" }).click();
  await page.getByRole("menuitem", { name: "Kind of chat" }).click();
  await choose("Kind of chat", "group");
  await choose("Kind of chat: holds or not", "does not hold");

  await page.getByText("Who decides, how many must").click();
  await choose("Who may decide", "owner", "Cy", "every admin");
  await page.getByLabel("How many must approve").fill("2");
  await page.getByLabel("Ends after").fill("24h");
  await page.getByLabel("Reminds before that").fill("30m");
  await page.getByLabel("Goes on after").fill("1 hour");
  await choose("To whom", "every admin");
  await choose("After as long again, to whom", "every owner");
  await page
    .getByText(/except where it does not go to private chats or groups: waits for 2/)
    .waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("is no span of time").first().waitFor();
  await look(page, "rule-terms");
  await page.getByLabel("Goes on after").fill("1h");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Refunds need two" }).waitFor();
  await page.goto(`${origin}/approvals`);
}

/** By a code that is written to the bot, as on a phone without a camera. */
async function linkAndUnlink(page: Page, { house: { telegram }, bot }: World): Promise<void> {
  await page.getByRole("button", { name: `Link @${bot.username}` }).click();
  const command = page.getByText(/^\/start lf-/);
  await command.waitFor();
  await look(page, "account-telegram-code");
  const account = await telegram.createPerson("Cy at home");
  await telegram.write(bot, { fromUserId: account, text: (await command.textContent()) ?? "" });
  const linked = page.getByRole("list", { name: "Linked accounts" });
  await linked.getByText("writes to Cy at home").waitFor();
  await command.waitFor({ state: "hidden" });
  await linked.getByRole("button", { name: `Unlink: @${bot.username}` }).click();
  await linked.waitFor({ state: "hidden" });
}

/** As a date field takes it. */
function dayAfter(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
