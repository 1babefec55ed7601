/** Telegram asks to wait for hours: that is kept in Postgres, and costs neither a worker nor an attempt. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

const hours = 3;
const refusal = {
  errorCode: 429,
  description: `Too Many Requests: retry after ${hours * 3_600}`,
  retryAfter: hours * 3_600,
};

async function ready() {
  const world = await setup();
  const bot = await world.connect();
  await world.rule();
  /** Seconds until the connection's line is looked at again; null while somebody serves it. */
  const parkedFor = async () => {
    const [row] = (await world.sql(
      "SELECT extract(epoch FROM wake_at - now())::float8 AS seconds FROM connections",
    )) as { seconds: number | null }[];
    return row?.seconds ?? null;
  };
  const parked = () =>
    eventually(async () => ((await parkedFor()) ?? 0) > hours * 3_600 - 60, { timeoutMs: 15_000 });
  /** As if the time were over. */
  const later = async () => {
    const back = "- interval '4 hours'";
    await world.sql(`UPDATE chats SET hold_until = hold_until ${back}`);
    await world.sql(`UPDATE message_parts SET not_before = not_before ${back}`);
    await world.sql(
      `UPDATE connections SET hold_until = hold_until ${back}, wake_at = wake_at ${back}`,
    );
  };
  const texts = async () => (await world.calls(bot.botId)).map(({ payload }) => payload.text);
  return { ...world, ...bot, parked, later, texts };
}

test("a chat held for hours parks the line, and other chats go on meanwhile", async () => {
  const world = await ready();
  const [held, other] = [await world.chat(world.botId), await world.chat(world.botId)];
  await world.control("POST", "/faults", { chatId: held, count: 1, answer: refusal });
  const waiting = await world.send(world.connectionId, held, "patient");
  await world.parked();
  expect(await world.message(waiting.body.id)).toMatchObject({
    ...{ status: "queued", waitingFor: "hold" },
    parts: [{ attempt: 0 }],
  });
  const beside = await world.send(world.connectionId, other, "beside");
  await world.until(beside.body.id, "sent");
  const behind = await world.send(world.connectionId, held, "behind");
  await world.parked();
  expect(await world.texts()).toEqual(["patient", "beside"]);
  await world.later();
  await world.until(behind.body.id, "sent");
  expect(await world.texts()).toEqual(["patient", "beside", "patient", "behind"]);
  expect((await world.message(waiting.body.id)).parts[0].attempt).toBe(1);
});

test("a bot held for hours, since several chats were refused, spends no attempt on it", async () => {
  const world = await ready();
  const chats = await Promise.all(Array.from({ length: 8 }, () => world.chat(world.botId)));
  await world.control("POST", "/faults", { botId: world.botId, count: 8, answer: refusal });
  const asked = await Promise.all(
    chats.map((chatId, n) => world.send(world.connectionId, chatId, `m${n}`)),
  );
  await world.parked();
  const refused = (await world.texts()).length;
  expect(refused).toBeGreaterThanOrEqual(3);
  const more = await world.send(world.connectionId, await world.chat(world.botId), "more");
  expect(await world.message(more.body.id)).toMatchObject({ waitingFor: "hold" });
  for (const { body } of asked) {
    expect(await world.message(body.id)).toMatchObject({ parts: [{ attempt: 0 }] });
  }
  expect(await world.texts()).toHaveLength(refused);
  await world.control("DELETE", "/faults");
  await world.later();
  for (const { body } of [...asked, more]) {
    expect((await world.until(body.id, "sent")).parts[0].attempt).toBe(1);
  }
});
