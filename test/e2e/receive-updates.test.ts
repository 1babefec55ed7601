/** Everything that Telegram can deliver is stored once, in order per chat, and readable to the digit. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { describeHouse } from "./setup/house.ts";

const folder = join(import.meta.dirname, "../fixtures/updates");
const names = readdirSync(folder).filter((name) => name.endsWith(".json"));

/** The fixture with an update_id of its own; the rest of its text is untouched. */
function numbered(text: string, updateId: number): string {
  const found = text.replace(/("update_id"\s*:\s*)-?\d+/, `$1${updateId}`);
  if (!found.includes(String(updateId))) throw new Error(`no update_id in ${text}`);
  return found;
}

describeHouse("receiving updates", (start) => {
  test("all 183 fixtures come through the real webhook, each once and as it was", async () => {
    const { owner, telegram, client } = await start();
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    expect(names).toHaveLength(183);

    const sent = new Map<string, string>();
    for (const [index, name] of names.entries()) {
      const updateId = 500_000 + index;
      const text = numbered(readFileSync(join(folder, name), "utf8"), updateId);
      sent.set(String(updateId), text);
      await telegram.deliver(bot, text);
    }

    const stored = await eventually(
      async () => {
        const { body } = await owner.call("GET", `/updates?connectionId=${id}&limit=200`);
        return body.data.length >= names.length && body.data;
      },
      { timeoutMs: 30_000 },
    );
    const ids = stored.map(({ updateId }: { updateId: string }) => updateId);
    expect(ids.toSorted()).toEqual([...sent.keys()].toSorted());
    for (const { updateId, update } of stored) {
      expect(update, updateId).toEqual(JSON.parse(sent.get(updateId) as string));
    }
    const deliveries = await telegram.deliveries(bot);
    expect(deliveries.filter(({ status }) => status !== 200)).toEqual([]);

    // A reader's cursor goes through all of it, page by page, without a gap.
    const read: string[] = [];
    let cursor: string | undefined;
    for (let more = true; more; ) {
      const page = await client.updates({ connectionId: id, cursor, limit: 50 });
      read.push(...page.data.map(({ updateId }) => updateId));
      cursor = page.nextCursor;
      more = page.hasMore;
    }
    expect(read).toEqual(ids);
  });

  test("a chat's messages and edits keep their order among many chats", async () => {
    const { owner, telegram, sidekick } = await start();
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    const people = await Promise.all(Array.from({ length: 6 }, () => telegram.createPerson()));

    for (let turn = 0; turn < 10; turn++) {
      for (const chatId of people) await telegram.write(bot, { chatId, text: `${turn}` });
    }

    for (const chatId of people) {
      const texts = await eventually(async () => {
        const { body } = await sidekick.call("GET", `/updates?connectionId=${id}&chatId=${chatId}`);
        return body.data.length === 10 && body.data.map((item: never) => textOf(item));
      });
      expect(texts).toEqual(Array.from({ length: 10 }, (_, turn) => `${turn}`));
    }
    const chats = await sidekick.call("GET", `/connections/${id}/chats`);
    expect(chats.body.data.map(({ chatId }: { chatId: string }) => chatId).toSorted()).toEqual(
      people.toSorted(),
    );
  });

  test("numbers beyond what a double holds, and a NUL that JSON escapes, come back to the digit", async () => {
    const { owner, telegram } = await start();
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    const chat = '{"id":9007199254740993,"type":"private","first_name":"a\\u0000b"}';
    await telegram.deliver(
      bot,
      `{"update_id":77,"message":{"message_id":1,"date":1,"chat":${chat},"text":"\\ud83d lone"}}`,
    );

    const page = await eventually(async () => {
      const answer = await owner.call("GET", `/updates?connectionId=${id}`);
      return answer.body.data.length === 1 && answer;
    });
    expect(page.text).toContain('"id":9007199254740993');
    expect(page.text).toContain("\\u0000");
    expect(page.body.data[0]).toMatchObject({ chatId: "9007199254740993", updateId: "77" });
  });

  test("the same update delivered again is stored once", async () => {
    const { owner, telegram } = await start();
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    const update =
      '{"update_id":5,"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"},"text":"x"}}';
    for (let time = 0; time < 3; time++) await telegram.deliver(bot, update);
    await telegram.deliver(bot, update.replace('"update_id":5', '"update_id":6'));

    const stored = await eventually(async () => {
      const { body } = await owner.call("GET", `/updates?connectionId=${id}`);
      const ids = body.data.map(({ updateId }: { updateId: string }) => updateId);
      return ids.includes("6") && ids;
    });
    expect(stored).toEqual(["5", "6"]);
    expect(await telegram.deliveries(bot)).toHaveLength(4);
  });
});

function textOf({ update }: { update: { message: { text: string } } }): string {
  return update.message.text;
}
