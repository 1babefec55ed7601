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
  const made = await owner.call("POST", "/policies", {
    body: {
      ...{ name: "Refunds need two", effect: "require_approval", when: { pattern: ["refund"] } },
      approval: {
        ...{ approvers: [`user:${house.signIn.email}`, `user:${cy.email}`, "role:admin"] },
        ...{ required: 2, escalateAfter: "1h", escalateTo: ["role:admin"] },
      },
    },
  });
  expect(made.status, made.text).toBe(201);

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

/** As a date field takes it. */
function dayAfter(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
