/** Following updates over a stream: exact, resumable anywhere, never ahead of its reader. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createClient } from "@lumenflow/client";
import { describe, expect, onTestFinished, test } from "vitest";
import { readEvents, type ServerEvent } from "../../packages/client/src/read-events.ts";
import { createDatabase, eventually } from "../harness/index.ts";
import { row } from "./rows.ts";
import { type Bot, createWorld } from "./world.ts";

async function setup() {
  const databaseUrl = await createDatabase();
  const asked: number[] = [];
  const world = await createWorld({
    databaseUrl,
    backend: { kind: "postgres", url: databaseUrl },
    database: (real) => ({
      ...real,
      updates: {
        ...real.updates,
        page(...query) {
          asked.push(query[1].limit);
          return real.updates.page(...query);
        },
      },
    }),
  });
  const bot = await world.addBot();
  const key = await world.apiKey(["updates:read"]);

  /** A stream that is open, and what has come over it. */
  async function open(query = "", { as = key, lastEventId }: Opening = {}) {
    const connection = new AbortController();
    const answer = await fetch(`${world.origin}/api/v1/updates/stream?${query}`, {
      signal: connection.signal,
      headers: {
        authorization: `Bearer ${as}`,
        ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
      },
    });
    const events: ServerEvent[] = [];
    if (!answer.ok || answer.body === null) throw new Error(`${answer.status}`);
    const reading = (async () => {
      for await (const event of readEvents(answer.body as ReadableStream<Uint8Array>)) {
        events.push(event);
      }
      return "ended";
    })().catch(() => "broken");
    const close = () => connection.abort();
    onTestFinished(close);
    return {
      answer,
      events,
      /** How it ended, once it has. */
      over: reading,
      close,
      ids: () => events.flatMap(({ data }) => (data === undefined ? [] : [idIn(data)])),
      /** It has said where it stands, so that it hears of what comes. */
      placed: () => eventually(() => events.length > 0),
    };
  }
  return { ...world, bot, key, asked, open };
}

interface Opening {
  readonly as?: string;
  readonly lastEventId?: string | undefined;
}

const idIn = (data: string) => Number(JSON.parse(data).updateId);
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);
const rows = (bot: Bot, from: number, to: number, more = {}) =>
  range(from, to).map((id) => row(bot, id, more));

describe("a stream of updates", () => {
  test("gives each item as a page gives it, and what comes while it is open", async () => {
    const world = await setup();
    const { bot } = world;
    const body = `{"update_id":1,\n"message":{"chat":{"id":12345678901234567890},"text":"\\n é"}}`;
    const fault = "There is no integer update_id.";
    await world.store([row(bot, 1, { body })]);
    const stream = await world.open("cursor=start");
    expect(stream.answer.headers.get("content-type")).toBe("text/event-stream");
    expect(stream.answer.headers.get("cache-control")).toBe("no-store");
    await eventually(() => stream.ids().length === 1);
    await world.store([row(bot, -1, { body: 'so "so\r\n', fault, chatId: null })]);
    await eventually(() => stream.ids().length === 2);

    const { text } = await world.get("/updates", world.key);
    const items = stream.events.flatMap(({ data }) => data ?? []);
    expect(text.startsWith(`{"data":[${items.join(",")}],`)).toBe(true);
    expect(JSON.parse(text).nextCursor).toBe(stream.events.at(-1)?.id);
  });

  test("begins now, at the start, or behind a cursor, and resumes before all of that", async () => {
    const world = await setup();
    await world.store(rows(world.bot, 1, 5));
    const page = JSON.parse((await world.get("/updates?limit=2", world.key)).text);
    const now = await world.open();
    const start = await world.open("cursor=start");
    const behind = await world.open(`cursor=${page.nextCursor}`);
    await eventually(() => start.ids().length === 5 && behind.ids().length === 3);
    const third = start.events.find(({ data }) => data !== undefined && idIn(data) === 3);
    const resumed = await world.open("cursor=start", { lastEventId: third?.id });
    await now.placed();
    await world.store(rows(world.bot, 6, 7));
    await eventually(() => resumed.ids().length === 4 && now.ids().length === 2);
    await eventually(() => start.ids().length === 7 && behind.ids().length === 5);
    expect(resumed.ids()).toEqual([4, 5, 6, 7]);
    expect(behind.ids()).toEqual([3, 4, 5, 6, 7]);
    expect(now.ids()).toEqual([6, 7]);

    for (const [query, lastEventId] of [
      ["cursor=nonsense", ""],
      ["", "nonsense"],
    ] as const) {
      const answer = await fetch(`${world.origin}/api/v1/updates/stream?${query}`, {
        headers: { authorization: `Bearer ${world.key}`, "last-event-id": lastEventId },
      });
      expect(answer.status).toBe(400);
      const path = query === "" ? "headers.last-event-id" : "query.cursor";
      expect(await answer.json()).toMatchObject({ code: "E010", errors: [{ path }] });
    }
  });

  test("says where it stands at once, so that whoever comes back before anything came loses nothing", async () => {
    const world = await setup();
    await world.store(rows(world.bot, 1, 3));
    const first = await world.open();
    await first.placed();
    first.close();
    await world.store(rows(world.bot, 4, 5));
    const again = await world.open("", { lastEventId: first.events[0]?.id });
    await eventually(() => again.ids().length === 2);
    expect(again.ids()).toEqual([4, 5]);
  });

  test("filters as a page does, and tells how far it has passed", async () => {
    const world = await setup();
    const other = await world.addBot();
    await world.store([...rows(world.bot, 1, 60, { kind: "poll", chatId: null }), row(other, 1)]);
    const stream = await world.open(`cursor=start&connectionId=${world.bot.connectionId}&chatId=5`);
    // Nothing matches: the place behind all of it is told without an event.
    await eventually(() => stream.events.length === 2);
    expect(stream.ids()).toEqual([]);
    const { nextCursor } = JSON.parse((await world.get("/updates?limit=200", world.key)).text);
    expect(stream.events[1]).toEqual({ id: nextCursor, data: undefined });
    await world.store([row(other, 2), row(world.bot, 61), row(world.bot, 62, { kind: "poll" })]);
    await eventually(() => stream.ids().length === 2);
    expect(stream.ids()).toEqual([61, 62]);
    const polls = await world.open("cursor=start&kind=poll");
    await eventually(() => polls.ids().length === 61);
  });

  test("goes on with the supergroup that its group becomes", async () => {
    const world = await setup();
    const { bot } = world;
    const stream = await world.open("chatId=-5");
    await stream.placed();
    await world.store([row(bot, 1, { chatId: "-5" }), row(bot, 2, { chatId: "-1005" })]);
    await eventually(() => stream.ids().length === 1);
    await world.database.transaction((tx) =>
      tx.chatMoves.follow({ ...bot, from: "-5", to: "-1005" }),
    );
    await world.store([row(bot, 3, { chatId: "-1005" })]);
    await eventually(() => stream.ids().length === 2);
    expect(stream.ids()).toEqual([1, 3]);
  });

  test("is never read ahead of a reader that takes nothing, and gives it everything later", async () => {
    const world = await setup();
    const body = (id: number) => `{"update_id":${id},"message":{"text":"${"x".repeat(100_000)}"}}`;
    const total = 600;
    for (let first = 1; first <= total; first += 50) {
      const batch = range(first, first + 49);
      await world.store(batch.map((id) => row(world.bot, id, { body: body(id) })));
    }
    const slow = await raw(world.origin, world.key, "cursor=start");
    slow.pause();
    const fast = await world.open("cursor=start");
    await eventually(() => fast.ids().length === total, { timeoutMs: 30_000 });
    const pages = total / 50;
    // The fast one has had all its pages; of the slow one's only what fits into sockets was read.
    expect(world.asked.length).toBeLessThan(2 * pages);
    const text: Buffer[] = [];
    slow.on("data", (chunk: Buffer) => text.push(chunk));
    slow.resume();
    const taken = () =>
      Buffer.concat(text)
        .toString()
        .match(/"updateId":"\d+"/g) ?? [];
    await eventually(() => taken().length === total, { timeoutMs: 30_000, intervalMs: 200 });
    expect(taken()).toEqual(range(1, total).map((id) => `"updateId":"${id}"`));
  });

  test("ends when its key is revoked, and when the server stops, also under a reader that takes nothing", async () => {
    const world = await setup();
    const large = `{"update_id":1,"message":{"text":"${"x".repeat(500_000)}"}}`;
    await world.store(range(1, 40).map((id) => row(world.bot, id, { body: large })));
    const mine = await world.apiKey(["updates:read"]);
    const revoked = await world.open("", { as: mine });
    const stays = await world.open();
    await revoked.placed();
    await world.database.pool.query(
      "UPDATE api_keys SET revoked_at = now() WHERE id = (SELECT max(id) FROM api_keys)",
    );
    expect(await revoked.over).toBe("ended");
    await expect(world.open("", { as: mine })).rejects.toThrow("401");

    const stuck = await raw(world.origin, world.key, "cursor=start");
    stuck.pause();
    const ended = once(stuck, "close");
    await eventually(() => world.asked.includes(50));
    await world.stop();
    expect(await stays.over).toBe("ended");
    stuck.resume();
    await ended;
  });

  test("has 32 places for a workspace, given back when a reader goes", async () => {
    const world = await setup();
    const streams = await Promise.all(range(1, 32).map(() => world.open()));
    const refused = await world.get("/updates/stream", world.key);
    expect(refused.status).toBe(429);
    expect(refused.headers["retry-after"]).toBe("5");
    expect(JSON.parse(refused.text)).toMatchObject({ code: "E050" });
    const others = await world.apiKey(["updates:read"], await world.addWorkspace());
    (await world.open("", { as: others })).close();
    const head = await fetch(`${world.origin}/api/v1/updates/stream`, {
      method: "HEAD",
      headers: { authorization: `Bearer ${others}` },
    });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    streams[0]?.close();
    await eventually(async () => (await world.open()).answer.ok);
    await expect(world.open()).rejects.toThrow("429");
  });

  test("shows nobody another workspace's updates, and needs the scope", async () => {
    const world = await setup();
    await world.store(rows(world.bot, 1, 3));
    const stranger = await world.apiKey(["updates:read"], await world.addWorkspace());
    const theirs = await world.open(`cursor=start&connectionId=${world.bot.connectionId}`, {
      as: stranger,
    });
    const sender = await world.apiKey(["messages:send"]);
    await expect(world.open("", { as: sender })).rejects.toThrow("403");
    const ours = await world.open();
    await ours.placed();
    await theirs.placed();
    await world.store(rows(world.bot, 4, 4));
    await eventually(() => ours.ids().length === 1);
    expect(theirs.ids()).toEqual([]);
  });

  test("waits while Postgres cannot answer, and goes on", async () => {
    const world = await setup();
    const stream = await world.open();
    await stream.placed();
    await world.database.pool.query("ALTER TABLE updates RENAME TO updates_away");
    const before = world.asked.length;
    await eventually(() => world.asked.length > before);
    await world.database.pool.query("ALTER TABLE updates_away RENAME TO updates");
    await world.store(rows(world.bot, 1, 2));
    await eventually(() => stream.ids().length === 2);
  });
});

test("every reader sees each update of its workspace once and in order, however it reads", async () => {
  const world = await setup();
  const workspaces = [world.workspaceId, await world.addWorkspace(), await world.addWorkspace()];
  const bots = await Promise.all(
    workspaces.flatMap((workspaceId) => [1, 2].map(() => world.addBot({ workspaceId }))),
  );
  const keys = await Promise.all(workspaces.map((id) => world.apiKey(["updates:read"], id)));
  const chance = dice(20_261_122);
  const readers = new AbortController();
  onTestFinished(() => readers.abort());

  const seen = workspaces.map((_, of) => {
    const key = keys[of] ?? "";
    return {
      cursor: pages(key, "limit=3"),
      longPoll: pages(key, "limit=5&wait=5"),
      stream: streams(key),
      client: client(key),
    };
  });

  /** Cursor and long poll. */
  function pages(key: string, query: string): string[] {
    const found: string[] = [];
    (async () => {
      for (let cursor = ""; !readers.signal.aborted; ) {
        const { text } = await world.get(`/updates?${query}${cursor}`, key);
        const page = JSON.parse(text);
        found.push(...page.data.map(({ id }: { id: string }) => id));
        cursor = `&cursor=${page.nextCursor}`;
      }
    })().catch(() => undefined);
    return found;
  }

  /** A stream that its reader leaves again and again. */
  function streams(key: string): string[] {
    const found: string[] = [];
    (async () => {
      let at = "";
      while (!readers.signal.aborted) {
        const answer = await fetch(`${world.origin}/api/v1/updates/stream?cursor=start`, {
          signal: readers.signal,
          headers: { authorization: `Bearer ${key}`, "last-event-id": at },
        });
        let enough = 1 + Math.floor(chance() * 12);
        for await (const { id, data } of readEvents(answer.body as ReadableStream<Uint8Array>)) {
          if (data !== undefined) found.push(JSON.parse(data).id);
          at = id ?? at;
          enough -= 1;
          if (enough <= 0) break;
        }
      }
    })().catch(() => undefined);
    return found;
  }

  /** The client, over a connection that is cut at random. */
  function client(key: string): string[] {
    const found: string[] = [];
    const cutting: typeof fetch = async (url, init) => {
      const answer = await fetch(url, init);
      let left = 2_000 + Math.floor(chance() * 20_000);
      const cut = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          controller.enqueue(chunk.slice(0, Math.max(left, 0)));
          left -= chunk.length;
          if (left <= 0) controller.error(new Error("cut"));
        },
      });
      return new Response(answer.body?.pipeThrough(cut) ?? null, answer);
    };
    (async () => {
      const { followUpdates } = createClient({
        baseUrl: world.origin,
        apiKey: key,
        fetch: cutting,
      });
      for await (const { update } of followUpdates({ cursor: "start", signal: readers.signal })) {
        found.push(update.id);
      }
    })().catch(() => undefined);
    return found;
  }

  const [writers, batches] = [5, 24];
  let id = 0;
  await Promise.all(
    range(1, writers).map(async () => {
      for (let batch = 0; batch < batches; batch += 1) {
        const mixed = range(0, Math.floor(chance() * 12)).map(() => {
          id += 1;
          return row(bots[Math.floor(chance() * bots.length)] as Bot, id);
        });
        await world.store(mixed);
      }
    }),
  );

  for (const [of, workspaceId] of workspaces.entries()) {
    const stored = await world.database.prisma.update.findMany({
      where: { workspaceId },
      orderBy: { position: "asc" },
      select: { id: true },
    });
    const all = stored.map((each) => each.id);
    for (const [how, found] of Object.entries(seen[of] ?? {})) {
      await eventually(
        () => {
          expect(found.length, `${how} of workspace ${of}`).toBeGreaterThanOrEqual(all.length);
          return true;
        },
        { timeoutMs: 60_000 },
      );
      expect(found, `${how} of workspace ${of}`).toEqual(all);
    }
  }
}, 150_000);

/** A connection on which the answer is read when the test likes. */
async function raw(origin: string, key: string, query: string): Promise<Socket> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  socket.on("error", () => undefined);
  socket.write(
    `GET /api/v1/updates/stream?${query} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n\r\n`,
  );
  return socket;
}

/** Numbers from 0 to 1 that are the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
