/** What a connection's policy makes of doubts that no late answer can settle any more. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { jpeg } from "./media-files.ts";
import { setup } from "./setup.ts";

async function ready() {
  const world = await setup({ telegramTimeoutMs: 1_000 });
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  await world.rule();
  const { workspaceId, database } = world;
  const policy = (doubtPolicy: "hold" | "resend" | "abandon") =>
    database.connections.configure({
      ...{ workspaceId, id: bot.connectionId, settings: { doubtPolicy } },
      initiator: "user:usr_1",
    });
  const until = (id: string, status: string) => world.until(id, status, { timeoutMs: 15_000 });
  /** A message that Telegram took, or not, without an answer. */
  const doubtful = async (text: string, answer: unknown = "drop-after-apply", count = 1) => {
    await world.control("POST", "/faults", { method: "sendMessage", answer, count });
    const asked = await world.send(bot.connectionId, chatId, text);
    await until(asked.body.id, "uncertain");
    return asked.body.id as string;
  };
  /** As if the call had begun so long ago. */
  const age = (seconds: number) =>
    world.sql(
      `UPDATE message_parts SET claimed_at = claimed_at - $1 * interval '1 second'
       WHERE status = 'uncertain'`,
      [seconds],
    );
  const longSet = () =>
    world.sql("UPDATE connections SET doubt_policy_at = now() - interval '1 day'");
  const texts = async () => (await world.calls(bot.botId)).map(({ payload }) => payload.text);
  return { ...world, ...bot, chatId, policy, until, doubtful, age, longSet, texts };
}

test("resend sends again once Telegram's time-out and ten seconds are over, as the policy's doing", async () => {
  const world = await ready();
  await world.policy("resend");
  await world.longSet();
  const id = await world.doubtful("Perhaps");
  await world.age(9);
  const other = await world.send(world.connectionId, world.chatId, "meanwhile");
  await world.until(other.body.id, "sent");
  expect((await world.message(id)).status).toBe("uncertain");
  await world.age(2);
  const sent = await world.until(id, "sent");
  expect(await world.texts()).toEqual(["Perhaps", "meanwhile", "Perhaps"]);
  expect(sent.timeline).toContainEqual(
    expect.objectContaining({
      status: "queued",
      actor: "policy",
      detail: "resend: the connection sends again what is in doubt",
    }),
  );
  expect(
    await world.sql(
      "SELECT action FROM audit_entries WHERE initiator = 'policy' AND subject_id = $1",
      [id],
    ),
  ).toEqual([{ action: "message.queued" }]);
});

test("abandon gives it up, and a person may try again", async () => {
  const world = await ready();
  await world.policy("abandon");
  await world.longSet();
  const id = await world.doubtful("Perhaps");
  await world.age(20);
  const failed = await world.until(id, "failed");
  expect(failed).toMatchObject({
    failure: { code: "abandoned", remedy: "Retry to send it again." },
    timeline: expect.arrayContaining([
      expect.objectContaining({ status: "failed", actor: "policy" }),
    ]),
  });
  await world.api("POST", `/messages/${id}/retry`);
  await world.until(id, "sent");
});

test("hold leaves it to a person, and so does a policy that was set after the call", async () => {
  const world = await ready();
  const first = await world.doubtful("before any policy");
  await world.policy("resend");
  await world.longSet();
  const second = await world.doubtful("under a policy");
  await world.policy("hold");
  await world.policy("resend");
  await world.age(60);
  const third = await world.doubtful("afterwards");
  await world.sql("UPDATE connections SET doubt_policy_at = now() - interval '30 seconds'");
  await world.sql(
    `UPDATE message_parts SET claimed_at = now() - interval '20 seconds'
     WHERE status = 'uncertain' AND message_id = $1`,
    [third],
  );
  await world.until(third, "sent");
  for (const id of [first, second]) expect((await world.message(id)).status).toBe("uncertain");
});

test("what never gets an answer is left to a person after three times more", async () => {
  const world = await ready();
  await world.policy("resend");
  await world.longSet();
  const id = await world.doubtful("Again and again", { status: 502, html: true }, 10);
  for (const attempt of [2, 3, 4]) {
    await world.age(60);
    await eventually(async () => {
      const { status, parts } = await world.message(id);
      expect([status, parts[0].attempt]).toEqual(["uncertain", attempt]);
      return true;
    });
  }
  await world.age(60);
  const { outbox } = world.database;
  expect(await outbox.dueDoubts(0, { limit: 10 })).toEqual([]);
  expect((await world.message(id)).status).toBe("uncertain");
});

test("a doubt says what is known: what was written, what came back, how long it took", async () => {
  const world = await ready();
  const silent = await world.message(await world.doubtful("no answer", "hang"));
  expect(silent.parts[0].error).toMatchObject({
    code: null,
    known: { written: true, status: null, elapsedMs: expect.any(Number) },
  });
  expect(silent.failure.detail).toMatch(
    /The whole request had gone out; no answer within 1\.\d s\.$/,
  );
  const page = await world.message(await world.doubtful("a page", { status: 502, html: true }));
  expect(page.parts[0].error.known).toMatchObject({ written: true, status: 502 });
  expect(page.failure.detail).toMatch(/HTTP 502 after \d+\.\d s\.$/);
});

test("an album that failed half-way says which item did", async () => {
  const world = await ready();
  await world.control("POST", "/faults", {
    ...{ method: "sendMediaGroup", count: 1 },
    answer: { failItem: 2, description: "WEBPAGE_CURL_FAILED" },
  });
  const { body: file } = await world.upload(jpeg(), "p.jpg");
  const items = [1, 2, 3].map(() => ({ type: "photo", uploadId: file.id }));
  const asked = await world.ask(world.connectionId, world.chatId, { type: "mediaGroup", items });
  expect(asked).toMatchObject({ status: 202 });
  const doubtful = await world.until(asked.body.id, "uncertain");
  expect(doubtful.parts[0].error.known).toMatchObject({ status: 400, failedItem: 2, items: 3 });
  expect(doubtful.failure).toMatchObject({
    code: "album_partly_sent",
    detail: expect.stringContaining("Item 2 of 3 failed; the other items may be in the chat"),
  });
});

test("what was deleted at once counts as sent, without an id, and is not sent again", async () => {
  const world = await ready();
  await world.control("POST", "/faults", {
    ...{ method: "sendMessage", count: 1 },
    answer: {
      ...{ errorCode: 500, apply: true },
      description:
        "Internal Server Error: sent message was immediately deleted and can't be returned",
    },
  });
  const asked = await world.send(world.connectionId, world.chatId, "Gone");
  const sent = await world.until(asked.body.id, "sent");
  expect(sent).toMatchObject({
    messageIds: [],
    failure: null,
    parts: [
      { status: "sent", messageIds: [], error: null, note: expect.stringContaining("deleted") },
    ],
  });
  expect(await world.texts()).toEqual(["Gone"]);
});
