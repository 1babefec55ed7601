/** The webhook's secret is rotated while people write: nothing is refused, nothing lost, nothing doubled. */
import { expect, test } from "vitest";
import { eventually, sql } from "../harness/index.ts";
import { createApi } from "./setup/api.ts";
import { describeHouse } from "./setup/house.ts";

describeHouse("rotating a webhook's secret", (start) => {
  test("lets updates flow before, during and after, none refused", async () => {
    // Asked for at another process than the one that takes updates in.
    const house = await start({
      roles: ["ingress,dispatcher,sender,registrar,keeper,console", "console"],
    });
    const { owner, telegram, databaseUrl, processes } = house;
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    const people = await Promise.all(Array.from({ length: 8 }, () => telegram.createPerson()));
    const before = await house.webhookOf(id, bot);

    let written = 0;
    let writing = true;
    const flow = (async () => {
      while (writing) {
        const fromUserId = people[written % people.length] as string;
        written += 1;
        await telegram.write(bot, { text: `update ${written}`, fromUserId });
        await eventually(async () => (await telegram.deliveries(bot)).length >= written);
      }
    })();
    const flows = async () => {
      const from = written;
      await eventually(() => written > from + 20, { timeoutMs: 30_000 });
    };

    await flows();
    const elsewhere = createApi(String(processes[1]?.origin), owner.key);
    const asked = await elsewhere.call("POST", `/connections/${id}/rotate-secret`);
    expect(asked).toMatchObject({ status: 202, body: { webhook: { secretRotating: true } } });
    const twice = await elsewhere.call("POST", `/connections/${id}/rotate-secret`);
    expect(twice).toMatchObject({ status: 409, body: { code: "E023" } });
    const rotated = "SELECT 1 FROM connections WHERE previous_secret_until IS NOT NULL";
    await eventually(async () => (await sql(databaseUrl, rotated)).length > 0, {
      timeoutMs: 30_000,
    });
    await flows();
    // The minutes that deliveries under way are given are over.
    await sql(
      databaseUrl,
      "UPDATE connections SET previous_secret_until = now(), check_after = now()",
    );
    await eventually(async () => (await owner.connection(id)).webhook.secretRotating === false, {
      timeoutMs: 30_000,
    });
    await flows();
    writing = false;
    await flow;

    const after = await house.webhookOf(id, bot);
    expect(after.url.href).toBe(before.url.href);
    expect(after.secret).not.toBe(before.secret);
    const deliveries = await telegram.deliveries(bot);
    expect(deliveries.filter(({ status }) => status !== 200)).toEqual([]);
    await eventually(async () => {
      expect(await stored(databaseUrl)).toEqual({ updates: written, different: written });
      return true;
    });
    const answerTo = async (secret: string) => {
      const { status } = await fetch(after.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-telegram-bot-api-secret-token": secret,
        },
        body: JSON.stringify({ update_id: 1 }),
      });
      return status;
    };
    // Only the new one opens the door, as soon as ingress has heard of it: within a second.
    await eventually(async () => (await answerTo(before.secret)) === 401);
    expect(await answerTo(after.secret)).toBe(200);
  });

  test("survives a Telegram that cannot be told and a process that is killed before it could tell", async () => {
    const house = await start();
    const { owner, telegram, databaseUrl, processes } = house;
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    const person = await telegram.createPerson();
    await telegram.fault({ botId: bot.id, method: "setWebhook", answer: "drop-before" });
    expect((await owner.call("POST", `/connections/${id}/rotate-secret`)).status).toBe(202);
    await eventually(async () => {
      const calls = await telegram.calls({ botId: bot.id, method: "setWebhook" });
      return calls.filter(({ applied }) => !applied).length > 0;
    });
    let written = 0;
    const arrives = async () => {
      written += 1;
      await telegram.write(bot, { text: `update ${written}`, fromUserId: person });
      await eventually(
        async () => {
          expect(await stored(databaseUrl)).toEqual({ updates: written, different: written });
          return true;
        },
        { timeoutMs: 60_000 },
      );
    };
    await arrives();
    await processes[0]?.process.kill();
    await processes[0]?.restart();
    await arrives();
    expect((await owner.connection(id)).webhook.secretRotating).toBe(true);
    await telegram.clearFaults();
    const told = "SELECT 1 FROM connections WHERE previous_secret_until IS NOT NULL";
    await eventually(async () => (await sql(databaseUrl, told)).length > 0, {
      timeoutMs: 120_000,
      intervalMs: 200,
    });
    await arrives();
    const deliveries = await telegram.deliveries(bot);
    expect(deliveries.filter(({ status }) => status === 401)).toEqual([]);
  });
});

async function stored(databaseUrl: string) {
  const counted =
    "SELECT count(*)::int AS updates, count(DISTINCT update_id)::int AS different FROM updates";
  const [row] = await sql(databaseUrl, counted);
  return row;
}
