/**
 * A bot of one's own takes the first steps; then its token is revoked, and a person who has never read
 * our code mends it in the browser.
 */
import { expect, test } from "vitest";
import { describeWith, eventually } from "../harness/index.ts";
import { look, openBrowser, signIn } from "./setup/browser.ts";
import { startHouseOn } from "./setup/house.ts";

describeWith("chromium", "a connection in trouble, in a browser", () => {
  test("says what has happened and what to do, takes the new token, and keeps the history", {
    timeout: 240_000,
  }, async () => {
    const house = await startHouseOn("postgres");
    const { owner, telegram } = house;
    const bot = await telegram.createRealBot();
    const other = await telegram.createBot();

    // Where no sandbox is, the first steps ask for a bot of one's own, and lead to it in Telegram.
    const { page, complaints } = await (await openBrowser()).visit(1280, 900);
    await page.goto(house.origin);
    await signIn(page, house.signIn);
    await page.getByRole("link", { name: "Paste the token" }).waitFor();
    await look(page, "first-steps-own");
    await page.getByRole("link", { name: "Paste the token" }).click();
    await page.getByLabel("Bot token").fill(bot.token);
    await page.getByRole("button", { name: `Connect @${bot.username}` }).click();
    const toChat = page.getByRole("link", { name: `Write to @${bot.username}` });
    await toChat.waitFor();
    expect(await toChat.getAttribute("href")).toBe(`https://t.me/${bot.username}?start=hello`);
    const dana = await telegram.createPerson("Dana Kovacs");
    await telegram.write(bot, { fromUserId: dana, text: "/start hello" });
    await page.getByLabel("Your answer to Dana Kovacs").fill("Good morning, Dana!");
    await page.getByRole("button", { name: "Ask to send it" }).click();
    await page.getByRole("button", { name: "Approve and send" }).click();
    await page.getByText("Your first message is in Telegram").waitFor();
    expect(await telegram.texts(dana)).toContain("Good morning, Dana!");

    const { body: connections } = await owner.call("GET", "/connections");
    const { id } = connections.data[0];
    await telegram.revoke(bot);
    expect((await owner.call("POST", `/connections/${id}/verify`)).status).toBe(422);
    await page.goto(`${house.origin}/settings/connections/${id}`);
    const trouble = page.getByRole("alert").filter({ hasText: "This connection needs you" });
    await trouble.getByText("Telegram refuses the bot's token (Unauthorized).").waitFor();
    await trouble.getByText("Give the connection the bot's current token").waitFor();
    const history = page.getByRole("list", { name: "Changes of the status" });
    // Whoever was receiving may have found it out by itself before.
    await history.getByText("Action required").first().waitFor();
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
