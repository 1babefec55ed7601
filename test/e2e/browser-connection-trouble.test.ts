/** A bot's token is revoked, and a person who has never read our code mends it in the browser. */
import { expect, test } from "vitest";
import { describeWith, eventually } from "../harness/index.ts";
import { look, openBrowser, signIn } from "./setup/browser.ts";
import { startHouseOn } from "./setup/house.ts";

describeWith("chromium", "a connection in trouble, in a browser", () => {
  test("says what has happened and what to do, takes the new token, and keeps the history", async () => {
    const house = await startHouseOn("postgres");
    const { owner, telegram } = house;
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    const other = await telegram.createBot();
    await telegram.revoke(bot);
    expect((await owner.call("POST", `/connections/${id}/verify`)).status).toBe(422);

    const { page, complaints } = await (await openBrowser()).visit(1280, 900);
    await page.goto(`${house.origin}/settings/connections/${id}`);
    await signIn(page, house.signIn);
    const trouble = page.getByRole("alert").filter({ hasText: "This connection needs you" });
    await trouble.getByText("Telegram refuses the bot's token (Unauthorized).").waitFor();
    await trouble.getByText("Give the connection the bot's current token").waitFor();
    const history = page.getByRole("list", { name: "Changes of the status" });
    await history.getByText("Action required").waitFor();
    await look(page, "connection-in-trouble");

    await page.getByRole("button", { name: "Replace token" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Bot token").fill(other.token);
    await dialog.getByText(`This is the token of @${other.username}`).waitFor();
    expect(await dialog.getByRole("button", { name: "Replace token" }).isDisabled()).toBe(true);
    const { token } = await telegram.control<{ token: string }>("GET", `/bots/${bot.id}/token`);
    await dialog.getByLabel("Bot token").fill(token);
    await dialog.getByText("Telegram knows this bot").waitFor();
    await look(page, "replace-token");
    await dialog.getByRole("button", { name: "Replace token" }).click();
    await dialog.waitFor({ state: "hidden" });
    await eventually(async () => (await owner.connection(id)).status === "inbound_ready", {
      timeoutMs: 20_000,
    });
    await trouble.waitFor({ state: "hidden" });
    await history.getByText("Inbound ready").nth(1).waitFor();

    await page.getByRole("button", { name: "Rotate secret" }).click();
    await page.getByText("Rotated. The one before is accepted").waitFor();
    await look(page, "secret-rotated");
    expect(complaints).toEqual([]);
  });
});
