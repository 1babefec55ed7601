/** Reading updates: exact, by workspace, and behind a cursor that nothing slips past. */
import { newId } from "@lumenflow/db";
import { describe, expect, test } from "vitest";
import { createDatabase, eventually } from "../harness/index.ts";
import { row } from "./rows.ts";
import { type Bot, createWorld } from "./world.ts";

async function setup() {
  const databaseUrl = await createDatabase();
  let looks = 0;
  const world = await createWorld({
    databaseUrl,
    backend: { kind: "postgres", url: databaseUrl },
    database: (real) => ({
      ...real,
      updates: {
        ...real.updates,
        page(...asked) {
          looks += 1;
          return real.updates.page(...asked);
        },
      },
    }),
  });
  const bot = await world.addBot();
  const key = await world.apiKey(["updates:read"]);
  const read = async (query = "") => {
    const answer = await world.get(`/updates?${query}`, key);
    expect(answer.status, answer.text).toBe(200);
    return JSON.parse(answer.text) as Page;
  };
  /** Somebody has looked and found nothing; from before that look on they listen. */
  const readerWaits = () => eventually(() => looks > 0);
  return { world, bot, key, read, readerWaits };
}

interface Page {
  readonly data: { id: string; updateId: string; kind: string; chatId?: string }[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

const ids = (page: Page) => page.data.map(({ updateId }) => Number(updateId));

describe("reading updates", () => {
  test("passes Telegram's object on to the digit", async () => {
    const { world, bot, key } = await setup();
    const update = `{"update_id":1,\n"message":{"chat":{"id":12345678901234567890},"n":1.10,"e":1E5,"text":"\\u0000\\ud83d é"}}`;
    await world.store([row(bot, 1, { body: update })]);
    const { text, headers } = await world.get("/updates", key);
    expect(headers["content-type"]).toMatch(/^application\/json/);
    expect(text).toContain(`"update":${update}`);
    const [item] = JSON.parse(text).data;
    expect(item).toMatchObject({ connectionId: bot.connectionId, updateId: "1", chatId: "5" });
    expect(item.id).toMatch(/^upd_/);
    expect(item).not.toHaveProperty("fault");
  });

  test("shows what is not JSON as a text with its fault", async () => {
    const { world, bot, read } = await setup();
    const fault = "The body is not JSON.";
    await world.store([row(bot, -1, { body: 'so "so', fault, chatId: null })]);
    expect((await read()).data[0]).toMatchObject({ fault, update: 'so "so' });
  });

  test("goes on from a cursor in both directions, which is never null", async () => {
    const { world, bot, read } = await setup();
    const empty = await read();
    expect(empty).toMatchObject({ data: [], hasMore: false });
    expect(typeof empty.nextCursor).toBe("string");
    await world.store([1, 2, 3, 4, 5].map((id) => row(bot, id)));

    const first = await read(`cursor=${empty.nextCursor}&limit=2`);
    expect([ids(first), first.hasMore]).toEqual([[1, 2], true]);
    const rest = await read(`cursor=${first.nextCursor}&limit=3`);
    expect([ids(rest), rest.hasMore]).toEqual([[3, 4, 5], false]);
    expect(ids(await read(`cursor=${rest.nextCursor}`))).toEqual([]);

    const newest = await read("order=desc&limit=2");
    expect([ids(newest), newest.hasMore]).toEqual([[5, 4], true]);
    const older = await read(`order=desc&limit=9&cursor=${newest.nextCursor}`);
    expect([ids(older), older.hasMore]).toEqual([[3, 2, 1], false]);
    expect(ids(await read(`cursor=${newest.nextCursor}`))).toEqual([5]);
  });

  test("filters by connection, chat and kind, and its cursor passes what it left out", async () => {
    const { world, bot, read } = await setup();
    const other = await world.addBot();
    await world.store([
      row(bot, 1),
      row(other, 2),
      row(bot, 3, { chatId: "-100987" }),
      row(bot, 4, { kind: "callback_query" }),
      row(bot, 5, { kind: "poll", chatId: null }),
    ]);
    expect(ids(await read(`connectionId=${bot.connectionId}`))).toEqual([1, 3, 4, 5]);
    expect(ids(await read("chatId=-100987"))).toEqual([3]);
    expect(ids(await read("kind=callback_query&chatId=5"))).toEqual([4]);
    const none = await read("kind=nothing");
    expect(ids(none)).toEqual([]);
    await world.store([row(bot, 6)]);
    expect(ids(await read(`cursor=${none.nextCursor}`))).toEqual([6]);
  });

  test("refuses cursors that it did not make, and shows nobody another workspace's updates", async () => {
    const { world, bot, key } = await setup();
    await world.store([row(bot, 1)]);
    for (const cursor of ["nonsense", "dSAxeA", "1", "dSA5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"]) {
      const answer = await world.get(`/updates?cursor=${cursor}`, key);
      expect(answer.status, cursor).toBe(400);
      expect(JSON.parse(answer.text)).toMatchObject({ code: "E010" });
    }
    const stranger = await world.apiKey(["updates:read"], await world.addWorkspace());
    const seen = await world.get(`/updates?connectionId=${bot.connectionId}`, stranger);
    expect(JSON.parse(seen.text).data).toEqual([]);
    expect((await world.get(`/connections/${bot.connectionId}/chats`, stranger)).status).toBe(404);
    const small = await world.apiKey(["messages:send"]);
    expect((await world.get("/updates", small)).status).toBe(403);
  });

  test("never skips an update while others are being written", async () => {
    const { world, bot, read } = await setup();
    const [writers, batches] = [6, 25];
    let done = false;
    const written = Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let batch = 0; batch < batches; batch += 1) {
          const first = (writer * batches + batch) * 10;
          const rows = Array.from({ length: 1 + (batch % 9) }, (_, n) => row(bot, first + n));
          await world.store(rows);
        }
      }),
    ).then(() => {
      done = true;
    });
    const seen: string[] = [];
    for (let cursor = "", idle = false; !idle; ) {
      const last = done;
      const page = await read(`limit=7${cursor}`);
      seen.push(...page.data.map(({ id }) => id));
      cursor = `&cursor=${page.nextCursor}`;
      idle = last && !page.hasMore && page.data.length === 0;
    }
    await written;
    const rows = await world.database.prisma.update.findMany({ orderBy: { position: "asc" } });
    expect(seen).toEqual(rows.map(({ id }) => id));
  });

  test("stores batches of the same workspaces at the same time without a deadlock", async () => {
    const { world } = await setup();
    const bots: Bot[] = [];
    for (let n = 0; n < 4; n += 1) {
      bots.push(await world.addBot({ workspaceId: await world.addWorkspace() }));
    }
    await Promise.all(
      Array.from({ length: 40 }, (_, turn) => {
        const mixed = turn % 2 === 0 ? bots : [...bots].reverse();
        return world.store(mixed.map((bot) => row(bot, turn)));
      }),
    );
    for (const { workspaceId } of bots) {
      const { rows } = await world.database.updates.page(workspaceId, { order: "asc", limit: 100 });
      expect(rows.map(({ position }) => position)).toEqual(
        Array.from({ length: 40 }, (_, index) => String(index + 1)),
      );
    }
  });
});

describe("a chat's timeline", () => {
  test("interleaves updates and messages, newest first, page by page", async () => {
    const { world, bot, key } = await setup();
    const { workspaceId, connectionId } = bot;
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    for (const second of [1, 3, 5]) {
      const receivedAt = at(second).toISOString();
      await world.store([row(bot, second, { receivedAt })]);
      await world.database.prisma.message.create({
        data: {
          id: newId("message"),
          workspaceId,
          connectionId,
          chatId: "5",
          status: "queued",
          content: { type: "text", text: `message ${second + 1}` },
          options: {},
          digest: "d",
          requesterKind: "key",
          requesterId: "key_1",
          requesterName: "a key",
          policyEffect: "auto_approve",
          createdAt: at(second + 1),
        },
      });
    }
    await world.store([row(bot, 9, { chatId: "6" })]);

    const path = `/connections/${connectionId}/chats/5/timeline`;
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const answer = await world.get(`${path}?limit=2${cursor && `&cursor=${cursor}`}`, key);
      const page = JSON.parse(answer.text);
      for (const { direction, update, message } of page.data) {
        seen.push(`${direction} ${update?.updateId ?? message.content.text}`);
      }
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([
      "outbound message 6",
      "inbound 5",
      "outbound message 4",
      "inbound 3",
      "outbound message 2",
      "inbound 1",
    ]);
    // By the id that Telegram knows it by.
    await world.store([
      row(bot, 10, { messageId: "71" }),
      row(bot, 11, { messageId: "71", kind: "edited_message" }),
      row(bot, 12, { messageId: "71", kind: "message_reaction" }),
    ]);
    const said = async (messageId: number) => {
      const answer = await world.get(`${path}?messageId=${messageId}`, key);
      return JSON.parse(answer.text);
    };
    const edited = await said(71);
    expect(edited).toMatchObject({ data: [{ update: { updateId: "11" } }], nextCursor: null });
    expect(edited.data).toHaveLength(1);
    expect((await world.get(`${path}?messageId=72`, key)).status).toBe(404);

    for (const chat of ["404", "x"]) {
      const missing = `/connections/${connectionId}/chats/${chat}/timeline`;
      expect((await world.get(missing, key)).status).toBe(404);
    }
    const stranger = await world.apiKey(["updates:read"], await world.addWorkspace());
    expect((await world.get(path, stranger)).status).toBe(404);
  });
});

describe("waiting for updates", () => {
  test("answers as soon as something arrives", async () => {
    const { world, bot, read, readerWaits } = await setup();
    const began = performance.now();
    const waiting = read("wait=25");
    await readerWaits();
    await world.store([row(bot, 1)]);
    expect(ids(await waiting)).toEqual([1]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test("answers at once where there is something already, and empty when the time is over", async () => {
    const { world, bot, read } = await setup();
    await world.store([row(bot, 1)]);
    const page = await read("wait=25");
    expect(ids(page)).toEqual([1]);
    const began = performance.now();
    expect(ids(await read(`wait=1&cursor=${page.nextCursor}`))).toEqual([]);
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  test("lets go when the process stops", async () => {
    const { world, read, readerWaits } = await setup();
    const began = performance.now();
    const waiting = read("wait=25");
    await readerWaits();
    await world.stop();
    expect(ids(await waiting)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
