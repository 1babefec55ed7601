/** Runs the main job with known secrets and looks for them everywhere a person or a machine might read. */
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { eventually, sql } from "../harness/index.ts";
import { picture } from "../harness/picture.ts";
import { createApi } from "./setup/api.ts";
import { describeHouse, type House } from "./setup/house.ts";

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at, not typed
type Json = any;

describeHouse("secrets", (start) => {
  test("are in no log, answer, job, metric, dashboard or plain row", async () => {
    const house = await start({ env: { LOG_LEVEL: "trace" } });
    const { owner, sidekick, approver, telegram, origin } = house;
    const seen: string[] = [];
    const note = async (answer: Response | { text: string }) => {
      seen.push(typeof answer.text === "string" ? answer.text : await answer.text());
    };

    // The main job, with everything that can go wrong on the way to Telegram.
    const bot = await telegram.createBot();
    const text = `confidential ${crypto.randomUUID()}`;
    for (const answer of ["drop-before", { status: 502, description: "Bad Gateway" }] as const) {
      await telegram.fault({ method: "getMe", count: 1, answer });
      await note(await owner.call("POST", "/connections", { body: { botToken: bot.token } }));
    }
    await note(await owner.call("POST", "/connections", { body: { botToken: `${bot.token}!` } }));
    // What Telegram keeps has the token in its address: pictures and files, given and refused.
    await telegram.setPicture(bot, picture("plum"));
    await note(
      await owner.call("POST", "/connections/validate", { body: { botToken: bot.token } }),
    );
    const { id } = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    await telegram.write(bot, { chatId, text });
    await telegram.send(bot, { chatId, kind: "photo", bytes: picture("sand"), caption: text });
    const file = await eventually(async () => {
      const { body } = await owner.call("GET", `/updates?connectionId=${id}`);
      const sent = body.data.find((each: Json) => each.update.message?.photo !== undefined);
      return sent && `/updates/${sent.id}/files/${sent.update.message.photo[0].file_id}`;
    });
    await note(await owner.call("GET", `/connections/${id}/picture`));
    await note(await owner.call("GET", file));
    for (const answer of ["drop-before", { status: 400, description: "Bad Request" }] as const) {
      await telegram.fault({ method: "getFile", count: 1, answer });
      await note(await owner.call("GET", file));
    }
    for (const answer of [
      "drop-after-apply",
      "drop-before",
      { status: 429, retryAfter: 1 },
    ] as const) {
      await telegram.fault({ method: "sendMessage", count: 1, answer });
      const asked = await sidekick.ask({ connectionId: id, chatId, text });
      await approver.approve(asked.approvalId);
      await note(await sidekick.call("GET", `/messages/${asked.id}`));
    }
    const { url: webhookUrl, secret: webhookSecret } = await house.webhookOf(id, bot);
    const webhookKey = webhookUrl.searchParams.get("key") as string;
    await note(await fetch(webhookUrl, { method: "POST", body: "{}" }));
    await note(await fetch(`${webhookUrl}x`, { method: "POST", body: "{}" }));
    await note(await createApi(origin, `${owner.key}x`).call("GET", "/me"));
    await note(await owner.call("POST", `/connections/${id}/verify`));
    for (const path of ["/connections", "/me", "/api-keys", "/approvals", "/updates"]) {
      await note(await owner.call("GET", path));
    }
    const endpoint = await owner.call("POST", "/endpoints", {
      body: {
        url: "https://events.example.org/?token=token-of-an-endpoint",
        events: ["telegram.update.received", "message.status.changed"],
      },
    });
    await telegram.write(bot, { chatId, text });
    await owner.call("POST", `/endpoints/${endpoint.body.id}/test`);
    await eventually(async () => {
      const listed = await owner.call("GET", `/endpoints/${endpoint.body.id}/deliveries`);
      return (
        listed.body.data.some(({ cause }: { cause: string | null }) => cause !== null) && listed
      );
    });
    for (const path of ["", "/deliveries", "/dead-letters"]) {
      await note(await owner.call("GET", `/endpoints/${endpoint.body.id}${path}`));
    }
    await note(await fetch(`${origin}/readyz`));
    await note(await fetch(`${origin}/api/v1/openapi.json`));
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    const jobs = await jobsOf(house);
    const dashboard = await dashboardOf(house);
    const rows = await tablesOf(house);
    await owner.call("DELETE", `/connections/${id}`);
    await eventually(async () => (await owner.connection(id)).status === "disconnected");

    const secrets = [
      ...house.secrets,
      bot.token,
      bot.token.split(":")[1] as string,
      webhookKey,
      webhookSecret,
      `Bearer ${owner.key}`,
      endpoint.body.secret,
    ];
    const places = {
      log: house.output(),
      answers: seen.join("\n"),
      metrics,
      jobs,
      dashboard,
      rows,
    };
    for (const [place, found] of Object.entries(places)) {
      expect(found.length, place).toBeGreaterThan(0);
      for (const secret of secrets) expect(found.includes(secret), `${place}`).toBe(false);
    }
    for (const [place, found] of Object.entries({ ...places, rows: "" })) {
      expect(found.includes("token-of-an-endpoint"), `an endpoint's address in ${place}`).toBe(
        false,
      );
    }
    // A line that says a thing twice is read as if it said one of the two.
    const lines = places.log.split("\n").filter((line) => line.startsWith("{"));
    expect(lines.filter(saysAThingTwice)).toEqual([]);
    // Texts are personal: they are the API's and the database's, never a log's or a metric's.
    for (const place of ["log", "metrics", "dashboard"] as const) {
      expect(places[place].includes(text), `a text in ${place}`).toBe(false);
    }
  });
});

function saysAThingTwice(line: string): boolean {
  return JSON.stringify(JSON.parse(line)).length !== line.length;
}

/** Everything that the queue holds or has held. */
async function jobsOf({ redis, databaseUrl }: House): Promise<string> {
  if (redis === undefined) {
    const tables = (await sql(
      databaseUrl,
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq'",
    )) as { name: string }[];
    const rows = await Promise.all(
      tables.map(({ name }) => sql(databaseUrl, `SELECT t::text AS row FROM ${name} AS t`)),
    );
    return `bullmq ${JSON.stringify(rows)}`;
  }
  const client = new Redis(redis.url);
  const keys = await client.keys("*");
  const values = await Promise.all(
    keys.map(async (key) => {
      const type = await client.type(key);
      if (type === "hash") return client.hgetall(key);
      if (type === "stream") return client.xrange(key, "-", "+");
      if (type === "list") return client.lrange(key, 0, -1);
      if (type === "zset") return client.zrange(key, "0", "-1");
      return type === "set" ? client.smembers(key) : client.get(key);
    }),
  );
  client.disconnect();
  return JSON.stringify([keys, values]);
}

/** The dashboard's page and what its script loads, as an operator gets them. */
async function dashboardOf({ origin, owner }: House): Promise<string> {
  const headers = { authorization: `Bearer ${owner.key}` };
  const page = await fetch(`${origin}/queues`, { headers });
  expect(page.status).toBe(200);
  const data = await fetch(`${origin}/queues/api/queues?status=latest&page=1`, { headers });
  expect(data.status).toBe(200);
  return (await page.text()) + (await data.text());
}

/** Every row of our own tables as text: what a backup would show to whoever finds it. */
async function tablesOf({ databaseUrl }: House): Promise<string> {
  const tables = (await sql(
    databaseUrl,
    "SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
  )) as { name: string }[];
  const rows = await Promise.all(
    tables.map(({ name }) => sql(databaseUrl, `SELECT t::text AS row FROM ${name} AS t`)),
  );
  return JSON.stringify(rows);
}
