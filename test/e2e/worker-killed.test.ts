/** kill -9 in the middle of a send: nothing is lost, nothing is sent twice, doubt is said. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { describeHouse } from "./setup/house.ts";

const others = "ingress,dispatcher,registrar,keeper,console";
const all = ["one", "two", "three"];

describeHouse("a sender that is killed", (start) => {
  test("the message under way is uncertain, the rest goes out once and in order", async () => {
    const { owner, sidekick, approver, telegram, processes } = await start({
      roles: [others, "sender"],
      env: { LUMENFLOW_TELEGRAM_TIMEOUT_MS: "15000" },
    });
    const [, sender] = processes;
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chats = await Promise.all(Array.from({ length: 5 }, () => telegram.createPerson()));

    // Telegram takes the first message to heart and never answers.
    await telegram.fault({
      method: "sendMessage",
      count: 1,
      answer: { delayMs: 60_000, apply: true },
    });
    const first = await sidekick.ask({
      connectionId,
      chatId: chats[0] as string,
      text: "in doubt",
    });
    await approver.approve(first.approvalId);
    await sidekick.reaches(first.id, "sending");

    const rest: { id: string; chatId: string; text: string }[] = [];
    for (const text of all) {
      for (const chatId of chats) {
        const asked = await sidekick.ask({ connectionId, chatId, text });
        await approver.approve(asked.approvalId);
        rest.push({ id: asked.id, chatId, text });
      }
    }
    await sender?.process.kill();
    await telegram.clearFaults();
    await sender?.restart();

    const doubted = await sidekick.reaches(first.id, "uncertain");
    const reason = doubted.timeline.at(-1)?.detail;
    expect(reason).toBeTruthy();
    const uncertain = new Set<string>();
    for (const { id, chatId, text } of rest) {
      const { status, timeline } = await sidekick.reaches(id, "sent", "uncertain");
      if (status === "sent") continue;
      expect(timeline.at(-1)?.detail).toBe(reason);
      uncertain.add(`${chatId} ${text}`);
    }

    // What Telegram has, against what we say: each text at most once, in order, none lost. Of a chat
    // the kill can only have met the one call that was under way, before or after it arrived.
    for (const chatId of chats) {
      const texts = (await telegram.texts(chatId)).filter((text) => text !== "in doubt");
      const doubtful = (text: string) => uncertain.has(`${chatId} ${text}`);
      expect(all.filter(doubtful).length).toBeLessThanOrEqual(chatId === chats[0] ? 0 : 1);
      expect(texts).toEqual(all.filter((text) => !doubtful(text) || texts.includes(text)));
    }
    const doubts = await telegram.texts(chats[0] as string);
    expect(doubts.filter((text) => text === "in doubt")).toHaveLength(1);
  });

  test("a person decides what the message in doubt is", async () => {
    const { owner, sidekick, approver, telegram } = await start();
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    const decide = (id: string, outcome: string) =>
      approver.call("POST", `/messages/${id}/resolve`, { body: { outcome, reason: "looked" } });
    async function inDoubt(text: string) {
      await telegram.fault({ method: "sendMessage", count: 1, answer: "drop-after-apply" });
      const asked = await sidekick.ask({ connectionId, chatId, text });
      await approver.approve(asked.approvalId);
      return (await sidekick.reaches(asked.id, "uncertain")).id;
    }

    const delivered = await inDoubt("seen");
    expect((await decide(delivered, "delivered")).body.status).toBe("sent");
    const abandoned = await inDoubt("never mind");
    expect((await decide(abandoned, "abandon")).body.status).toBe("failed");
    // It may have arrived: whoever asked does not send it a second time without a person.
    const again = await sidekick.call("POST", `/messages/${abandoned}/retry`);
    expect(again.body).toMatchObject({ status: 403, code: "E004" });
    const resent = await inDoubt("again");
    expect((await decide(resent, "resend")).status).toBe(200);
    await sidekick.reaches(resent, "sent");
    expect((await decide(resent, "resend")).body).toMatchObject({ status: 409, code: "E023" });
    expect(await telegram.texts(chatId)).toEqual(["seen", "never mind", "again", "again"]);
  });

  test("the whole house is killed and started again, and goes on", async () => {
    const { owner, sidekick, approver, telegram, processes } = await start();
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    const asked: string[] = [];
    for (const text of ["1", "2", "3", "4"]) {
      const { id, approvalId } = await sidekick.ask({ connectionId, chatId, text });
      asked.push(id);
      await approver.approve(approvalId);
    }
    await processes[0]?.process.kill();
    await telegram.write(bot, { chatId, text: "while away" });
    await processes[0]?.restart();

    for (const id of asked) await sidekick.reaches(id, "sent", "uncertain");
    const texts = (await telegram.texts(chatId)).filter((text) => text !== "while away");
    expect(texts).toEqual(["1", "2", "3", "4"].filter((text) => texts.includes(text)));
    expect(new Set(texts).size).toBe(texts.length);
    await eventually(async () => {
      const { body } = await sidekick.call("GET", `/updates?connectionId=${connectionId}`);
      return body.data.some((item: { update: { message: { text: string } } }) =>
        item.update.message.text.includes("while away"),
      );
    });
  });
});
