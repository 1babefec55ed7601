/** How a connection sends, as its people set it: shown, bounded, recorded, and left alone where nothing is said. */
import { expect, test } from "vitest";
import { setup } from "./setup.ts";

async function connected() {
  const world = await setup();
  const { token } = await world.bot();
  const made = await world.api("POST", "/connections", { body: { botToken: token } });
  const path = `/connections/${made.body.id}`;
  const change = (body: unknown) => world.api("PATCH", path, { body });
  const settings = async () => {
    const { pacing, paidBroadcast, doubtPolicy } = (await world.api("GET", path)).body;
    return { pacing, paidBroadcast, doubtPolicy };
  };
  const recorded = () =>
    world.sql(
      `SELECT initiator, detail FROM audit_entries
       WHERE action = 'connection.settings_changed' ORDER BY id`,
    );
  return { ...world, path, change, settings, recorded };
}

const usual = { botPerSecond: 30, chatPerSecond: 1, groupPerMinute: 20, paidPerSecond: 1_000 };

test("a connection begins with what Telegram documents, spends nothing and resends nothing", async () => {
  const { settings } = await connected();
  expect(await settings()).toEqual({ pacing: usual, paidBroadcast: false, doubtPolicy: "hold" });
});

test("what is set is shown and recorded; what is left out stays; null is Telegram's again", async () => {
  const { change, settings, recorded } = await connected();
  const changed = await change({ pacing: { botPerSecond: 20, chatPerSecond: 0.5 } });
  expect(changed).toMatchObject({ status: 200, body: { pacing: { botPerSecond: 20 } } });
  await change({ paidBroadcast: true, doubtPolicy: "abandon" });
  await change({ pacing: { botPerSecond: null, groupPerMinute: 10 } });
  expect(await settings()).toEqual({
    pacing: { ...usual, chatPerSecond: 0.5, groupPerMinute: 10 },
    paidBroadcast: true,
    doubtPolicy: "abandon",
  });
  await change({ pacing: null });
  expect((await settings()).pacing).toEqual(usual);
  const entries = await recorded();
  expect(entries).toHaveLength(4);
  expect(entries[1]).toMatchObject({
    initiator: expect.stringMatching(/^key:/),
    detail: {
      before: { paidBroadcast: false, doubtPolicy: "hold" },
      after: { paidBroadcast: true, doubtPolicy: "abandon" },
    },
  });
});

test("after how long a stop a person is asked is an hour, something else, or never", async () => {
  const { change, recorded } = await connected();
  expect((await change({})).body.backlogAsksAfter).toBe(3_600);
  expect((await change({ backlogAsksAfter: 60 })).body.backlogAsksAfter).toBe(60);
  expect((await change({ paidBroadcast: true })).body.backlogAsksAfter).toBe(60);
  expect((await change({ backlogAsksAfter: null })).body.backlogAsksAfter).toBeNull();
  expect(await recorded()).toHaveLength(3);
});

test("a change that changes nothing is no change", async () => {
  const { change, recorded } = await connected();
  for (const body of [{}, { pacing: {} }, { backlogAsksAfter: 3_600 }, { doubtPolicy: "hold" }]) {
    expect((await change(body)).status).toBe(200);
  }
  expect(await recorded()).toEqual([]);
});

test.each([
  [{ pacing: { botPerSecond: 0 } }, "pacing.botPerSecond", /a whole number from 1 to 1000; null/],
  [{ pacing: { botPerSecond: 2.5 } }, "pacing.botPerSecond", /a whole number from 1 to 1000/],
  [{ pacing: { chatPerSecond: "1" } }, "pacing.chatPerSecond", /a number from 0.02 to 100/],
  [{ pacing: { groupPerMinute: 9_999 } }, "pacing.groupPerMinute", /from 1 to 6000.*Telegram's 20/],
  [{ pacing: { paidPerSecond: 1_001 } }, "pacing.paidPerSecond", /from 1 to 1000/],
  [{ doubtPolicy: "guess" }, "doubtPolicy", /hold/],
  [{ backlogAsksAfter: 5 }, "backlogAsksAfter", /60 to 2592000.*null/],
])("%j is refused with the field and what it may be", async (body, path, message) => {
  const { change, settings } = await connected();
  const refused = await change(body);
  expect(refused).toMatchObject({
    status: 400,
    body: { code: "E010", errors: [{ path, message: expect.stringMatching(message) }] },
  });
  expect((await settings()).pacing).toEqual(usual);
});

test("a connection that is gone, or another workspace's, is not changed", async () => {
  const { api, path, change, sql } = await connected();
  await api("DELETE", path);
  expect(await change({ paidBroadcast: true })).toMatchObject({
    status: 409,
    body: { code: "E041" },
  });
  expect(await sql("SELECT paid_broadcast FROM connections")).toEqual([{ paid_broadcast: false }]);
});
