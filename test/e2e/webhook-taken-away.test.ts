/** Another service takes the bot: it is taken back, then left to who keeps taking it, until a person decides. */
import { expect, test } from "vitest";
import { eventually, sql } from "../harness/index.ts";
import { describeHouse, type House } from "./setup/house.ts";
import type { BotAccount } from "./setup/telegram.ts";

const theirs = "http://127.0.0.1:9/hook/their-secret?token=their-secret";

describeHouse("a webhook that another service takes", (start) => {
  test("is taken back without losing an update, and left alone when it is taken again and again", async () => {
    const house = await start();
    const { owner, sidekick, telegram } = house;
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    const person = await telegram.createPerson();
    await telegram.write(bot, { text: "before", fromUserId: person });
    await reaches(house, id, "active");

    await take(house, bot);
    await telegram.write(bot, { text: "meanwhile", fromUserId: person });
    await look(house, id);
    await arrives(house, id, "meanwhile");
    await reaches(house, id, "active");
    expect(await changes(house, id)).toMatchObject([
      { to: "active" },
      { to: "inbound_ready" },
      {
        to: "degraded",
        reason: expect.stringContaining("Telegram delivers to 127.0.0.1:9"),
        remedy: expect.stringContaining("Stop that service"),
      },
      { to: "active" },
      { to: "inbound_ready" },
      { to: "connected" },
    ]);

    for (let times = 2; times <= 3; times += 1) {
      await take(house, bot);
      await look(house, id);
      await reaches(house, id, "inbound_ready", "active", "action_required");
    }
    const left = await reaches(house, id, "action_required");
    expect(left.statusReason).toContain("127.0.0.1:9 again and again");
    expect(left.statusRemedy).toContain("Then register again here.");
    expect(await urlOf(house, bot)).toBe(theirs);
    const asked = await sidekick.ask({ connectionId: id, chatId: person, text: "waits" });
    await owner.approve(asked.approvalId);
    expect(await sidekick.message(asked.id)).toMatchObject({ waitingFor: "action_required" });
    await telegram.write(bot, { text: "at theirs", fromUserId: person });

    expect((await owner.call("POST", `/connections/${id}/register`)).status).toBe(202);
    await arrives(house, id, "at theirs");
    await reaches(house, id, "active");
    await sidekick.reaches(asked.id, "sent");
    const said = JSON.stringify([await changes(house, id), left]) + house.output();
    expect(said).not.toContain("their-secret");
  });

  test("whose secret was changed is noticed by what it refuses, and told again", async () => {
    const house = await start();
    const { owner, telegram } = house;
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    const person = await telegram.createPerson();
    await telegram.write(bot, { text: "before", fromUserId: person });
    await reaches(house, id, "active");
    await take(house, bot, { url: await urlOf(house, bot), secret_token: "another" });
    await telegram.write(bot, { text: "refused at first", fromUserId: person });
    await eventually(async () =>
      (await telegram.deliveries(bot)).some(({ status }) => status === 401),
    );
    // A second's worth: Telegram dates its errors to the second.
    await eventually(async () => {
      await look(house, id);
      const found = await changes(house, id);
      return found.some(({ reason }) => reason?.includes("refuses the secret"));
    });
    await arrives(house, id, "refused at first");
    await reaches(house, id, "active");
  });
});

/** As another program with the bot's token does; within a second of our own call it is refused. */
async function take(house: House, bot: BotAccount, webhook: Record<string, string> = {}) {
  const query = new URLSearchParams({ url: theirs, ...webhook });
  await eventually(async () => {
    const answer = await fetch(`${house.telegram.apiRoot}/bot${bot.token}/setWebhook?${query}`);
    return answer.ok;
  });
}

async function urlOf({ telegram }: House, bot: BotAccount): Promise<string> {
  const answer = await fetch(`${telegram.apiRoot}/bot${bot.token}/getWebhookInfo`);
  return ((await answer.json()) as { result: { url: string } }).result.url;
}

/** The guardian's next look, which is minutes away, is due now; waits until it was taken. */
async function look({ databaseUrl }: House, id: string): Promise<void> {
  const due = "UPDATE connections SET check_after = now() WHERE id = $1 RETURNING last_checked_at";
  const [before] = (await sql(databaseUrl, due, [id])) as { last_checked_at: Date }[];
  const looked = "SELECT 1 FROM connections WHERE id = $1 AND last_checked_at > $2";
  await eventually(
    async () => (await sql(databaseUrl, looked, [id, before?.last_checked_at])).length > 0,
    { timeoutMs: 20_000 },
  );
}

async function reaches({ owner }: House, id: string, ...statuses: string[]) {
  return eventually(
    async () => {
      const connection = await owner.connection(id);
      expect(statuses).toContain(connection.status);
      return connection;
    },
    { timeoutMs: 30_000 },
  );
}

async function arrives({ owner }: House, id: string, text: string): Promise<void> {
  await eventually(
    async () => {
      const { body } = await owner.call("GET", `/updates?connectionId=${id}&limit=200`);
      const texts = body.data.map((item: { update: { message?: { text?: string } } }) => {
        return item.update.message?.text;
      });
      expect(texts.filter((each: string) => each === text)).toEqual([text]);
      return true;
    },
    { timeoutMs: 60_000 },
  );
}

async function changes({ owner }: House, id: string) {
  const { body } = await owner.call("GET", `/connections/${id}/history`);
  return body.data as { to: string; reason: string | null; remedy: string | null }[];
}
