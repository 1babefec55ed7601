/** How somebody comes in, makes their sign-in safer, and how keys are made and rotated, in a browser. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { codeOf } from "../accounts/authenticator-app.ts";
import { describeWith } from "../harness/index.ts";
import { createApi } from "./setup/api.ts";
import { look, openBrowser, signIn } from "./setup/browser.ts";
import { startHouseOn } from "./setup/house.ts";

const ada = { email: "ada@example.org", password: "difference engine" };

async function typeCode(page: Page, code: string): Promise<void> {
  for (const [index, digit] of [...code].entries()) {
    await page.getByLabel(`Digit ${index + 1} of 6`).fill(digit);
  }
}

const fits = async (page: Page) =>
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);

describeWith("chromium", "people in a browser", () => {
  test("from the invitation to a second factor that the workspace asks for, and a rotated key", {
    timeout: 240_000,
  }, async () => {
    const house = await startHouseOn("postgres");
    const browser = await openBrowser();
    const desk = await browser.visit(1280, 800);
    const phone = await browser.visit(360, 760);

    // The owner invites, and passes a link on.
    const owner = desk.page;
    await owner.goto(`${house.origin}/settings/people`);
    await signIn(owner, house.signIn);
    await owner.getByRole("button", { name: "Invite" }).click();
    await owner.getByLabel("E-mail").fill(ada.email);
    await owner.getByRole("radio", { name: "Approver" }).check();
    await look(owner, "people-invite");
    await owner.getByRole("button", { name: "Make link" }).click();
    const link = await owner.getByLabel("Invitation link", { exact: true }).inputValue();
    await look(owner, "people-link");
    await owner.getByRole("button", { name: "Done" }).click();
    await owner.getByRole("list", { name: "Invitations" }).getByText(ada.email).waitFor();

    // Ada comes in on her phone, and the link lets nobody else in.
    const pocket = phone.page;
    await pocket.goto(link);
    await pocket.getByLabel("Your name").fill("Ada Lovelace");
    await pocket.getByLabel("Password", { exact: true }).fill(ada.password);
    await look(pocket, "people-join-phone");
    await fits(pocket);
    await pocket.getByRole("button", { name: "Join" }).click();
    await pocket.getByRole("navigation", { name: "Main" }).first().waitFor();
    const stranger = await browser.visit(1280, 800);
    await stranger.page.goto(link);
    await stranger.page.getByText("This link lets nobody in").waitFor();
    await look(stranger.page, "people-link-used");

    // The owner sets up a second factor, then asks it of everybody who decides.
    await owner.goto(`${house.origin}/settings/account`);
    await owner.getByRole("button", { name: "Set up" }).click();
    await owner.getByLabel("Your password").fill(house.signIn.password);
    const [begun] = await Promise.all([
      owner.waitForResponse((answer) => answer.url().endsWith("/two-factor/enable")),
      owner.getByRole("button", { name: "Continue" }).click(),
    ]);
    const { totpURI } = (await begun.json()) as { totpURI: string };
    await owner.getByRole("img", { name: /QR code/ }).waitFor();
    await look(owner, "account-second-factor");
    await typeCode(owner, codeOf(totpURI));
    await owner.getByRole("list", { name: "Backup codes" }).waitFor();
    await look(owner, "account-backup-codes");
    await owner.getByRole("button", { name: "I have kept them" }).click();
    await owner.getByText("It is on").waitFor();
    await look(owner, "account");
    await owner.goto(`${house.origin}/settings/people`);
    await owner.getByRole("switch", { name: "Ask for a second factor" }).click();
    await expect
      .poll(async () => owner.getByRole("switch", { name: "Ask for a second factor" }).isChecked())
      .toBe(true);
    await look(owner, "people");

    // Ada is led to where she can do it, whatever she opens.
    await pocket.goto(`${house.origin}/approvals`);
    await pocket.getByText("Set one up to go on").waitFor();
    await look(pocket, "account-restricted-phone");
    await fits(pocket);
    await pocket.getByRole("button", { name: "Set up" }).click();
    await pocket.getByLabel("Your password").fill(ada.password);
    const [adas] = await Promise.all([
      pocket.waitForResponse((answer) => answer.url().endsWith("/two-factor/enable")),
      pocket.getByRole("button", { name: "Continue" }).click(),
    ]);
    const { totpURI: adasUri } = (await adas.json()) as { totpURI: string };
    await look(pocket, "account-second-factor-phone");
    await fits(pocket);
    await typeCode(pocket, codeOf(adasUri));
    await pocket.getByRole("button", { name: "I have kept them" }).click();
    // She decides, so she chooses when she is told.
    await pocket.getByRole("switch", { name: "Quiet hours" }).click();
    await pocket.getByRole("button", { name: "Save" }).click();
    await pocket.getByText("Kept.").waitFor();
    await look(pocket, "account-phone");
    await fits(pocket);

    // Signing in asks for the code from now on; the one of before is used up.
    const again = await browser.visit(360, 760);
    await again.page.goto(`${house.origin}/settings/account`);
    await again.page.getByLabel("E-mail").fill(ada.email);
    await again.page.getByLabel("Password").first().fill(ada.password);
    await again.page.getByRole("button", { name: "Sign in" }).click();
    await again.page.getByText("Enter the code").waitFor();
    await look(again.page, "sign-in-code-phone");
    await fits(again.page);
    await typeCode(again.page, codeOf(adasUri, 1));
    await again.page.getByText("It is on").waitFor();
    expect(await again.page.getByLabel("From").inputValue()).toBe("22:00");

    // A key for a program: made, rotated with an overlap, both secrets work.
    await owner.goto(`${house.origin}/settings/keys`);
    await owner.getByRole("button", { name: "New key" }).first().click();
    await owner.getByLabel("Name").fill("Help desk");
    await look(owner, "keys-new");
    await owner.getByRole("button", { name: "Make key" }).click();
    const first = await owner.getByLabel("API key", { exact: true }).inputValue();
    await look(owner, "keys-made");
    await owner.getByRole("button", { name: "Done" }).click();
    await owner.getByRole("button", { name: "Rotate Help desk" }).click();
    await owner.getByRole("button", { name: "Rotate", exact: true }).click();
    const second = await owner.getByLabel("API key", { exact: true }).inputValue();
    await owner.getByRole("button", { name: "Done" }).click();
    await owner.getByText(/The secret before works/).waitFor();
    await look(owner, "keys");
    for (const key of [first, second]) {
      const me = await createApi(house.origin, key).call("GET", "/me");
      expect(me.body.name).toBe("Help desk");
    }

    // Removed, Ada has no workspace at once.
    await owner.goto(`${house.origin}/settings/people`);
    await owner.getByRole("button", { name: "More on Ada Lovelace" }).click();
    await owner.getByRole("menuitem", { name: "Remove…" }).click();
    await owner.getByRole("button", { name: "Remove Ada Lovelace" }).click();
    await owner.getByText(ada.email).waitFor({ state: "detached" });
    const gone = await pocket.evaluate("fetch('/api/v1/me').then((answer) => answer.status)");
    expect(gone).toBe(403);

    for (const { complaints } of [desk, phone, again]) {
      expect(complaints.filter((each) => !/status of 403/.test(each))).toEqual([]);
    }
  });
});
