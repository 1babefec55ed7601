/** The webhook route, row by row as the contract's table has it. */
import { connect } from "node:net";
import { Readable } from "node:stream";
import { webhookPath } from "@lumenflow/ingress";
import { newWebhookKeyId, webhookKeyOf } from "@lumenflow/runtime";
import { request } from "undici";
import { describe, expect, test } from "vitest";
import { createDatabase, describeBackends, eventually } from "../harness/index.ts";
import { dispatched, expectProblem, json, message, post, requests, secretOf } from "./requests.ts";
import { type Bot, createWorld, type World } from "./world.ts";

const strangers: Record<string, (bot: Bot) => string> = {
  "no key": () => "",
  "an invented key": () => `?key=${newWebhookKeyId()}.${"A".repeat(22)}`,
  "a key without its MAC": (bot) => `?key=${bot.keyId}`,
  "a key with a MAC of one other character": ({ key }) =>
    `?key=${key.slice(0, -1)}${key.endsWith("A") ? "B" : "A"}`,
};

describeBackends("the webhook route", ({ prepare }) => {
  test("answers 200 with an empty object once the update is in the queue, and never echoes", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot();
    const answer = await world.deliver(bot, `{"update_id":1,"method":"sendMessage","chat_id":5}`);
    expect(answer).toMatchObject({ status: 200, text: "{}" });
    expect(answer.headers["content-type"]).toBe("application/json");
    const layout = await world.database.partitions.current();
    const waiting = (await world.queues.counts([layout])).map((count) => count.waiting);
    expect(waiting.reduce((sum, each) => sum + each, 0)).toBe(1);
  });

  test("answers 200 to a duplicate, which is stored once", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot();
    await world.dispatch();
    for (let time = 0; time < 3; time += 1) {
      expect((await world.deliver(bot, message(7))).status).toBe(200);
    }
    await eventually(async () => (await world.counted(dispatched, "duplicate")) === 2);
    expect(await world.database.prisma.update.count()).toBe(1);
  });

  test("answers 404 to every unknown key, without a look into Postgres", async () => {
    let reads = 0;
    const { databaseUrl, backend } = await prepare();
    const world = await createWorld({
      databaseUrl,
      backend,
      database: (real) => ({
        ...real,
        ingest: {
          ...real.ingest,
          connectionsOfKeys(keyIds) {
            reads += 1;
            return real.ingest.connectionsOfKeys(keyIds);
          },
        },
      }),
    });
    const bot = await world.addBot();
    for (const [, query] of Object.entries(strangers)) {
      const url = `${world.origin}${webhookPath}${query(bot)}`;
      expectProblem(await post(url, message(1), { ...json, ...secretOf(bot) }), 404, "E044");
    }
    expect(reads).toBe(0);

    // A key of another life of this installation: its MAC is right, its connection is not there.
    const macKey = await world.database.installation.secret("webhook-mac");
    const gone = webhookKeyOf(macKey, newWebhookKeyId());
    expectProblem(await post(world.webhookUrl(gone), message(1), json), 404, "E044");
    expect(reads).toBe(1);
  });

  test("answers 401 to a wrong or missing secret, and a flood of them costs Postgres nothing", async () => {
    let reads = 0;
    const { databaseUrl, backend } = await prepare();
    const world = await createWorld({
      databaseUrl,
      backend,
      database: (real) => ({
        ...real,
        ingest: {
          ...real.ingest,
          connectionsOfKeys(keyIds) {
            reads += 1;
            return real.ingest.connectionsOfKeys(keyIds);
          },
        },
      }),
    });
    const bot = await world.addBot();
    const wrong = { "x-telegram-bot-api-secret-token": "wrong" };
    expectProblem(await world.deliver(bot, message(1), wrong), 401, "E002");
    const url = world.webhookUrl(bot.key);
    expectProblem(await post(url, message(1), json), 401, "E001");
    const began = performance.now();
    await Promise.all(Array.from({ length: 500 }, () => world.deliver(bot, message(1), wrong)));
    expect(reads).toBeLessThanOrEqual(2 + (performance.now() - began) / 500);
    expect(await world.counted(requests, "wrong_secret")).toBe(502);
  });

  test("accepts the secret before a rotation as well as the present one", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot({ previous: "the-one-before" });
    const before = { "x-telegram-bot-api-secret-token": "the-one-before" };
    expect((await world.deliver(bot, message(1), before)).status).toBe(200);
    expect((await world.deliver(bot, message(2))).status).toBe(200);
  });

  test("answers 405 to other methods and names the right one", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot();
    for (const method of ["GET", "PUT", "DELETE"] as const) {
      const answer = await request(world.webhookUrl(bot.key), { method });
      const text = await answer.body.text();
      expectProblem({ status: answer.statusCode, headers: answer.headers, text }, 405, "E010");
      expect(answer.headers.allow).toBe("POST");
    }
  });

  test("answers 415 to what does not call itself JSON", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"]) {
      expectProblem(await world.deliver(bot, message(1), { "content-type": type }), 415, "E010");
    }
    const url = world.webhookUrl(bot.key);
    expectProblem(await post(url, message(1), secretOf(bot)), 415, "E010");
    const gzip = { "content-encoding": "gzip" };
    expectProblem(await world.deliver(bot, message(1), gzip), 415, "E010");
    const charset = { "content-type": "application/json; charset=UTF-8" };
    expect((await world.deliver(bot, message(1), charset)).status).toBe(200);
  });

  test("answers 413 above 1 MiB, also where the length is not announced, and takes 1 MiB", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot();
    const exact = sized(1024 * 1024);
    expect(Buffer.byteLength(exact)).toBe(1024 * 1024);
    expect((await world.deliver(bot, exact)).status).toBe(200);
    expectProblem(await world.deliver(bot, sized(1024 * 1024 + 1)), 413, "E010");

    const chunked = await request(world.webhookUrl(bot.key), {
      method: "POST",
      headers: { ...json, ...secretOf(bot) },
      body: Readable.from(Array.from({ length: 32 }, () => Buffer.alloc(64 * 1024, " "))),
    });
    const text = await chunked.body.text();
    expectProblem({ status: chunked.statusCode, headers: chunked.headers, text }, 413, "E010");
    expect((await world.deliver(bot, message(2))).status).toBe(200);
  });

  test("answers 400 to what is not an Update", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot();
    const bodies = [
      "",
      "hello",
      "[]",
      "null",
      '{"message":{}}',
      '{"update_id":"5"}',
      '{"update_id":5.5}',
      '{"update_id":null}',
      '{"update_id":9223372036854775808}',
      `${message(1)}x`,
      Buffer.from('{"update_id":1,"x":"\xff"}', "latin1"),
    ];
    for (const body of bodies) expectProblem(await world.deliver(bot, body), 400, "E010");
    for (const body of ['{"update_id":9223372036854775807}', '{"update_id":0,"no_kind":null}']) {
      expect((await world.deliver(bot, body)).status).toBe(200);
    }
  });

  test("answers before the body is there when the caller is not known", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot();
    const unknown = await startOf(world, "/nowhere.key", bot.secret);
    expect(unknown).toMatch(/^HTTP\/1\.1 404 /);
    expect(await startOf(world, bot.key, "wrong")).toMatch(/^HTTP\/1\.1 401 /);
  });

  test("answers 404 to connections that are disconnecting or disconnected, within a second", async () => {
    const world = await createWorld(await prepare());
    for (const status of ["disconnecting", "disconnected"]) {
      expectProblem(await world.deliver(await world.addBot({ status }), message(1)), 404, "E044");
    }
    const bot = await world.addBot();
    expect((await world.deliver(bot, message(1))).status).toBe(200);
    await world.database.connections.disconnect(bot.workspaceId, bot.connectionId, "system");
    const began = performance.now();
    await eventually(async () => (await world.deliver(bot, message(2))).status === 404);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test("takes updates of a paused connection as of any other: only their push is held", async () => {
    const taken: unknown[] = [];
    const { databaseUrl, backend } = await prepare();
    const world = await createWorld({
      databaseUrl,
      backend,
      queues: (real) => ({
        ...real,
        async enqueue(_job, payload) {
          taken.push(payload);
        },
      }),
    });
    const [paused, running] = [await world.addBot({ paused: true }), await world.addBot()];
    expect((await world.deliver(paused, message(1))).status).toBe(200);
    expect((await world.deliver(running, message(1))).status).toBe(200);
    expect(taken).toMatchObject(
      [paused, running].map(({ connectionId }) => ({ updates: [{ connectionId }] })),
    );
  });
});

describe("the webhook route's own shape", () => {
  test("is only the exact path", async () => {
    const databaseUrl = await createDatabase();
    const world = await createWorld({
      databaseUrl,
      backend: { kind: "postgres", url: databaseUrl },
    });
    for (const path of [`${webhookPath}/`, `${webhookPath}x?key=1`]) {
      expect((await post(`${world.origin}${path}`, "{}", json)).status).toBe(404);
      expect(await world.counted(requests, "unknown_key")).toBe(0);
    }
  });
});

function sized(bytes: number): string {
  const empty = message(1, "");
  return message(1, "a".repeat(bytes - empty.length));
}

/** What is answered to a head alone: the body it announces never comes. */
function startOf(world: World, key: string, secret: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(world.origin).port), "127.0.0.1");
    socket.on("error", reject);
    socket.on("data", (data) => {
      socket.destroy();
      resolve(data.toString());
    });
    socket.write(
      `POST ${webhookPath}?key=${key} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n` +
        `X-Telegram-Bot-Api-Secret-Token: ${secret}\r\nContent-Length: 1000\r\n\r\n`,
    );
  });
}
