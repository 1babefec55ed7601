/**
 * The whole main job as a newcomer does it in a browser: the first steps with a bot of the sandbox, then
 * BotFather's page, the console, the chat.
 * With SCREENSHOTS=<folder> it keeps a picture of every station.
 */
import { expect, test } from "vitest";
import { describeWith } from "../harness/index.ts";
import { picture } from "../harness/picture.ts";
import { fitsThePhone, goDark, look, openBrowser, shown, signIn } from "./setup/browser.ts";
import { startHouseOn } from "./setup/house.ts";

describeWith("chromium", "in a browser", () => {
  // A newcomer's first hour, on a machine that may do much else.
  test("from BotFather to the approved reply in the chat, and away again", {
    timeout: 240_000,
  }, async () => {
    const house = await startHouseOn("postgres", {
      roles: ["ingress,dispatcher,sender,registrar,keeper,console,sandbox"],
    });
    const browser = await openBrowser();
    const telegram = await browser.visit(1280, 800);
    const desk = await browser.visit(1280, 800);
    const phone = await browser.visit(360, 760);

    // Whoever comes into an empty workspace is led; on a phone as well.
    const chat = telegram.page;
    const console = desk.page;
    const pocket = phone.page;
    await console.goto(house.origin);
    await console.getByRole("button", { name: "Sign in" }).waitFor();
    await look(console, "sign-in");
    await signIn(console, house.signIn);
    await console.waitForURL(/\/first-steps$/);
    await console.getByRole("button", { name: "Make a bot and connect it" }).waitFor();
    await look(console, "first-steps");
    await pocket.goto(house.origin);
    await signIn(pocket, house.signIn);
    await pocket.getByRole("button", { name: "Make a bot and connect it" }).waitFor();
    await fitsThePhone(pocket);
    await look(pocket, "first-steps-phone");

    // One press makes a bot in the sandbox and connects it; the way to its chat is shown.
    await console.getByRole("button", { name: "Make a bot and connect it" }).click();
    const toChat = console.getByRole("link", { name: /^Write to @/ });
    await toChat.waitFor();
    // Elsewhere, and after coming back, it stands where it stood.
    await pocket.getByRole("link", { name: /^Write to @/ }).waitFor();
    await goDark(pocket);
    await pocket.getByRole("link", { name: /^Write to @/ }).waitFor();
    await fitsThePhone(pocket);
    await look(pocket, "first-steps-hello-phone-dark");
    await chat.goto(new URL((await toChat.getAttribute("href")) ?? "", house.origin).href);
    await chat.getByRole("textbox", { name: "Message" }).fill("/start");
    await chat.getByRole("button", { name: "Send", exact: true }).click();

    // The answer is asked for by a program's key, and approved by whoever is here.
    await console.getByRole("button", { name: "Ask to send it" }).waitFor();
    await console.getByRole("button", { name: "Ask to send it" }).click();
    await console.getByRole("button", { name: "Approve and send" }).waitFor();
    await look(console, "first-steps-approve");
    await pocket.getByRole("button", { name: "Approve and send" }).waitFor();
    await fitsThePhone(pocket);
    await look(pocket, "first-steps-approve-phone-dark");
    await console.getByRole("button", { name: "Approve and send" }).click();
    await console.getByText("Your first message is in Telegram").waitFor();
    await look(console, "first-steps-done");
    await chat.locator('[data-testid="message"][data-from="bot"]').first().waitFor();
    // What it took leaves nothing behind that could ask again.
    const { body: made } = await house.owner.call("GET", "/api-keys");
    expect(made.data.map(({ name }: { name: string }) => name)).not.toContain("First steps");
    // And nobody is led any more.
    await console.goto(house.origin);
    await console.waitForURL(/\/approvals$/);
    expect(await console.getByRole("link", { name: "First steps" }).count()).toBe(0);

    // BotFather: make a bot, give it a picture and copy its token.
    await chat.goto(`${house.origin}/sandbox`);
    await chat.getByRole("textbox", { name: "Name" }).first().fill("Help desk");
    await chat.getByTestId("create-bot").click();
    const card = chat.getByTestId("bot-help_desk_bot");
    await card.locator('input[type="file"]').setInputFiles({
      ...{ name: "desk.png", mimeType: "image/png", buffer: picture("teal") },
    });
    await card.getByRole("button", { name: "Change picture" }).waitFor();
    await chat.getByRole("button", { name: "Attach a file" }).waitFor();
    const token = ((await chat.getByTestId("bot-token").first().textContent()) ?? "").trim();
    expect(token).toMatch(/^\d+:SANDBOX_/);

    // The console: paste the token, see whose it is, connect.
    await console.getByRole("link", { name: "Connections" }).first().click();
    await console.getByRole("link", { name: "Add connection" }).first().click();
    await console.getByLabel("Bot token").fill(token);
    await console.getByText("Telegram knows this bot").waitFor();
    await console.locator('img[src^="data:image/"]').waitFor();
    await look(console, "add-connection");
    await console.getByRole("button", { name: /^Connect @help_desk_bot/ }).click();
    await console.waitForURL(/\/settings\/connections\/conn_/);
    const connectionId = new URL(console.url()).pathname.split("/").at(-1) as string;
    await house.owner.call("GET", `/connections/${connectionId}`);
    await expect
      .poll(async () => (await house.owner.connection(connectionId)).status, { timeout: 15_000 })
      .toBe("inbound_ready");

    // The example Sidekick is switched on, and somebody writes.
    await chat.getByRole("textbox", { name: "API key" }).fill(house.owner.key);
    await chat.getByRole("button", { name: "Switch on" }).click();
    await chat.getByTestId("sidekick-state").getByText("On").waitFor();
    await chat
      .getByRole("textbox", { name: "Message" })
      .fill("Hello! What are your opening hours?");
    await chat.getByRole("button", { name: "Send", exact: true }).click();

    // The approver sees the answer as it will appear, on the desk and on a phone.
    await console
      .getByRole("link", { name: /Approvals/ })
      .first()
      .click();
    const approve = console.getByRole("button", { name: /^Approve/ }).first();
    await approve.waitFor();
    await console.getByRole("alert").waitFor({ state: "hidden" });
    await look(console, "approvals");
    await pocket.goto(`${house.origin}/approvals`);
    await pocket
      .getByRole("button", { name: /^Approve/ })
      .first()
      .waitFor();
    await look(pocket, "approvals-phone");
    expect(await pocket.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    const before = await chat.getByTestId("message").count();
    await pocket
      .getByRole("button", { name: /^Approve/ })
      .first()
      .click();

    // The reply arrives in the chat, and the desk shows that it was decided elsewhere.
    await chat.locator('[data-testid="message"][data-from="bot"]').first().waitFor();
    expect(await chat.getByTestId("message").count()).toBe(before + 1);
    await look(chat, "sandbox");
    await approve.waitFor({ state: "hidden" });

    // On a phone the sandbox is a chat too, and takes pictures.
    await pocket.goto(`${house.origin}/sandbox?bot=${token.split(":")[0]}`);
    await pocket.locator('input[aria-label="Chosen file"]').setInputFiles({
      ...{ name: "door.png", mimeType: "image/png", buffer: picture("sand", 640, 400) },
    });
    await pocket.getByRole("textbox", { name: "Message" }).fill("Is this your door?");
    await pocket.getByRole("button", { name: "Send", exact: true }).click();
    await shown(pocket.getByRole("img", { name: "Photo" }));
    await fitsThePhone(pocket);
    await look(pocket, "sandbox-phone-dark");

    // Everything is well, and then the bot is disconnected.
    await console.getByRole("link", { name: "Connections" }).first().click();
    await console.getByRole("list", { name: "Connections" }).waitFor();
    await shown(console.locator('img[src*="/picture?v="]').first());
    await look(console, "connections");
    await console.goto(`${house.origin}/settings/connections/${connectionId}`);
    await shown(console.locator('main img[src*="/picture?v="]'));
    await console
      .getByRole("button", { name: /^Disconnect/ })
      .first()
      .click();
    const dialog = console.getByRole("dialog");
    await dialog.waitFor();
    await look(console, "disconnect");
    await dialog.getByRole("button", { name: /^Disconnect/ }).click();
    await expect
      .poll(async () => (await house.owner.connection(connectionId)).status, { timeout: 15_000 })
      .toBe("disconnected");

    for (const { complaints } of [telegram, desk, phone]) expect(complaints).toEqual([]);
  });
});
