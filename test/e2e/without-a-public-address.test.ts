/** `npm start` behind a router: no PUBLIC_URL, a bot of BotFather's, and everything works. */
import { expect, test } from "vitest";
import { describeWith, eventually } from "../harness/index.ts";
import { openBrowser, signIn } from "./setup/browser.ts";
import { describeHouse, startHouseOn } from "./setup/house.ts";

describeHouse("without a public address", (start) => {
  test("a bot is connected, receives, sends with approval and is disconnected", async () => {
    const { owner, sidekick, approver, telegram, secrets, output } = await start();
    const bot = await telegram.createRealBot();
    const chatId = await telegram.createPerson("Dana");
    await telegram.write(bot, { text: "/start", chatId, fromUserId: chatId });

    const connection = await owner.connect(bot);
    expect(connection.webhook).toMatchObject({ mode: "polling", url: null });
    expect(await telegram.calls({ botId: bot.id, method: "setWebhook" })).toEqual([]);

    await telegram.write(bot, { text: "Are you open?", chatId, fromUserId: chatId });
    const { id: connectionId } = connection;
    const read = () => sidekick.call("GET", `/updates?connectionId=${connectionId}`);
    const updates = await eventually(async () => {
      const { body } = await read();
      return body.data.length === 2 && body.data;
    });
    const texts = updates.map((item: { update: { message: { text: string } } }) => {
      return item.update.message.text;
    });
    expect(texts).toEqual(["/start", "Are you open?"]);
    await eventually(async () => (await owner.connection(connectionId)).status === "active");

    const asked = await sidekick.ask({ connectionId, chatId, text: "Until six." });
    expect(asked.status).toBe("pending_approval");
    await approver.approve(asked.approvalId);
    await sidekick.reaches(asked.id, "sent");
    expect(await telegram.texts(chatId)).toContain("Until six.");

    expect((await owner.call("DELETE", `/connections/${connectionId}`)).status).toBe(202);
    const gone = await eventually(async () => {
      const found = await owner.connection(connectionId);
      return found.status === "disconnected" && found;
    });
    expect(gone.warnings).toEqual([]);
    expect(await telegram.calls({ botId: bot.id, method: "deleteWebhook" })).toEqual([]);
    for (const secret of [bot.token, ...secrets]) expect(output()).not.toContain(secret);
  });
});

describeWith("chromium", "without a public address, in the console", () => {
  test("the connection's page says how its messages come", async () => {
    const house = await startHouseOn("postgres");
    const { id } = await house.owner.connect(await house.telegram.createRealBot());
    const { page, complaints } = await (await openBrowser()).visit(1280, 800);
    await page.goto(house.origin);
    await signIn(page, house.signIn);
    await page.getByRole("link", { name: "Connections" }).first().waitFor();
    await page.goto(`${house.origin}/settings/connections/${id}`);
    await page.getByText("Receives by asking Telegram (long polling)").waitFor();
    expect(complaints).toEqual([]);
  });
});
