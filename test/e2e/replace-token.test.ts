/** BotFather gives the bot a new token: the old one is refused, a person is asked, and everything goes on. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { describeHouse } from "./setup/house.ts";

describeHouse("a bot with a new token", (start) => {
  test("goes on where it stopped: what waited is sent, and what people write arrives", async () => {
    const { owner, sidekick, telegram, secrets, output } = await start();
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    const person = await telegram.createPerson();
    await telegram.revoke(bot);
    const asked: string[] = [];
    for (const text of ["Kept", "kept too", "and in order"]) {
      const message = await sidekick.ask({ connectionId: id, chatId: person, text });
      await owner.approve(message.approvalId);
      asked.push(message.id);
    }
    for (const each of asked) {
      await eventually(async () => {
        const { status, waitingFor } = await sidekick.message(each);
        return status === "queued" && waitingFor === "action_required";
      });
    }
    expect(await owner.connection(id)).toMatchObject({
      status: "action_required",
      statusRemedy: "Give the connection the bot's current token from BotFather.",
    });

    const { token } = await telegram.control<{ token: string }>("GET", `/bots/${bot.id}/token`);
    const path = `/connections/${id}/token`;
    const replaced = await owner.call("PUT", path, { body: { botToken: token } });
    expect(replaced).toMatchObject({ status: 200, body: { status: "connected" } });
    for (const each of asked) await sidekick.reaches(each, "sent");
    expect(await telegram.texts(person)).toEqual(["Kept", "kept too", "and in order"]);
    await telegram.write(bot, { text: "Thank you", fromUserId: person });
    await eventually(async () => (await owner.connection(id)).status === "active", {
      timeoutMs: 20_000,
    });
    for (const secret of [token.split(":")[1], bot.token.split(":")[1], ...secrets]) {
      expect(output()).not.toContain(secret);
    }
  });
});
