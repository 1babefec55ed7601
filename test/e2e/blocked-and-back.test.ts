/** Somebody blocks the bot and comes back: meanwhile nobody asks Telegram, afterwards everything goes on. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { describeHouse } from "./setup/house.ts";

describeHouse("a person who blocks the bot", (start) => {
  test("is not written to until they come back, and the sender says why", async () => {
    const { owner, sidekick, telegram } = await start();
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    await telegram.write(bot, { text: "/start", fromUserId: chatId });
    const becomes = async (status: "kicked" | "member") => {
      await telegram.control("POST", `/chats/${chatId}/members`, { botId: bot.id, status });
      await eventually(async () => {
        const { body } = await owner.call("GET", `/connections/${connectionId}/chats`);
        return body.data.some((chat: { botStatus: string }) => chat.botStatus === status);
      });
    };
    const send = async (text: string, status: string) => {
      const { id, approvalId } = await sidekick.ask({ connectionId, chatId, text });
      await owner.approve(approvalId);
      return sidekick.reaches(id, status);
    };

    await send("Hello", "sent");
    await becomes("kicked");
    expect((await send("Are you there?", "failed")).failure).toMatchObject({
      code: "bot_blocked",
      remedy: expect.stringContaining("unblock"),
    });
    await becomes("member");
    await send("Welcome back", "sent");
    expect(await telegram.texts(chatId)).toEqual(["/start", "Hello", "Welcome back"]);
    const calls = await telegram.calls({ botId: bot.id, method: "sendMessage" });
    expect(calls).toHaveLength(2);
  });
});
