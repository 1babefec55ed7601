/** An album is told of once, complete, in its place among the lane's other updates. */
import { createDatabase as openDatabase } from "@lumenflow/db";
import { createLogger } from "@lumenflow/runtime";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { createDatabase, eventually, sql } from "../harness/index.ts";
import { row } from "../ingress/rows.ts";
import { addBot, addEndpoint, addWorkspace, line, toldUpdateIds } from "./setup.ts";

const logger = createLogger({ name: "test", level: "silent" });

/** A database, a bot and an endpoint; the test stores as the partition's owner, and closes as the keeper. */
async function setup() {
  const url = await createDatabase();
  const database = openDatabase({ url, logger });
  await database.start();
  onTestFinished(() => database.stop());
  await database.partitions.current();
  const owner = await database.partitions.own({ epoch: 1, index: 0 }, null);
  const workspaceId = await addWorkspace(database);
  const endpointId = await addEndpoint(database, { workspaceId });
  const bot = await addBot(database, workspaceId);
  /** As if everything had happened so much earlier. */
  async function ago(seconds: number): Promise<void> {
    const by = `interval '${seconds} seconds'`;
    await sql(
      url,
      `UPDATE open_albums SET closes_at = closes_at - ${by}, opened_at = opened_at - ${by}`,
    );
  }
  return {
    url,
    database,
    workspaceId,
    endpointId,
    bot,
    told: () => toldUpdateIds(database, endpointId),
    /** `5` is a message, `5a` an item of the album "a"; all in one chat unless told otherwise. */
    async receive(texts: readonly string[], chatLane = "chat:1", by = bot) {
      const rows = texts.map((text) =>
        row(by, Number.parseInt(text, 10), {
          chatLane,
          album: text.replace(/^\d+/, "") || null,
        }),
      );
      return database.updates.store(rows, owner);
    },
    openAlbums: () => sql(url, "SELECT lane, update_ids, opened_at, closes_at FROM open_albums"),
    ago,
    /** What the keeper does when so long has passed. */
    async later(seconds: number): Promise<number> {
      await ago(seconds);
      return database.updates.closeDueAlbums();
    },
  };
}

describe("an album", () => {
  test("is one event once another update of its chat comes, before that one's", async () => {
    const { receive, told, database, endpointId, openAlbums } = await setup();
    await receive(["1", "2a", "3a"]);
    await receive(["4a"]);
    expect(await told()).toEqual([["1"]]);
    await receive(["9"], "chat:2");
    await receive(["5", "6"]);
    expect(await told()).toEqual([["1"], ["9"], ["2", "3", "4"], ["5"], ["6"]]);
    expect((await line(database, endpointId)).map(({ event }) => event.data.albumId)).toEqual([
      undefined,
      undefined,
      "a",
      undefined,
      undefined,
    ]);
    expect(await openAlbums()).toEqual([]);
  });

  test("is followed by the next album, and its late items make an event of their own", async () => {
    const { receive, told, later } = await setup();
    await receive(["1a", "2a", "3b"]);
    await receive(["4b", "5", "6a"]);
    expect(await told()).toEqual([["1", "2"], ["3", "4"], ["5"]]);
    await later(1);
    expect(await told()).toEqual([["1", "2"], ["3", "4"], ["5"], ["6"]]);
  });

  test("is complete with ten items, and an eleventh goes on by itself", async () => {
    const { receive, told, later } = await setup();
    const items = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => `${from + index}a`);
    await receive(items(1, 7));
    await receive(items(8, 11));
    const ten = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
    expect(await told()).toEqual([ten]);
    await later(1);
    expect(await told()).toEqual([ten, ["11"]]);
    await receive([...items(20, 45), "46"]);
    expect((await told()).map(({ length }) => length)).toEqual([10, 1, 10, 10, 6, 1]);
  });

  test("waits a second since its last item, three since its first, and no longer", async () => {
    const { receive, told, later, ago, openAlbums } = await setup();
    const waits = async () => {
      const [album] = (await openAlbums()) as { opened_at: Date; closes_at: Date }[];
      return album === undefined ? 0 : album.closes_at.getTime() - album.opened_at.getTime();
    };
    await receive(["1a"]);
    expect(await waits()).toBe(1_000);
    await ago(1.5);
    await receive(["2a"]);
    expect(await waits()).toBeGreaterThanOrEqual(2_500);
    await ago(1.5);
    await receive(["3a"]);
    expect(await waits()).toBe(3_000);
    expect(await told()).toEqual([]);
    expect(await later(1)).toBe(1);
    expect(await told()).toEqual([["1", "2", "3"]]);
  });

  test("is neither completed nor lengthened by what is no news", async () => {
    const { receive, told, later } = await setup();
    await receive(["1", "2a", "3a"]);
    await receive(["1", "2a"]);
    expect(await told()).toEqual([["1"]]);
    await later(1);
    expect(await told()).toEqual([["1"], ["2", "3"]]);
  });

  test("of which everything is stored and readable while it is open", async () => {
    const { receive, database, workspaceId } = await setup();
    await receive(["1a", "2a"]);
    const page = await database.updates.page(workspaceId, { order: "asc", limit: 10 });
    expect(page.rows.map(({ updateId }) => updateId)).toEqual(["1", "2"]);
  });

  test("is left to its time where its endpoint goes, and then told to nobody", async () => {
    const { receive, told, later, url, openAlbums } = await setup();
    await receive(["1a"]);
    await sql(url, "UPDATE endpoints SET disabled_at = now()");
    await receive(["2a", "3"]);
    expect(await later(1)).toBe(1);
    expect([await told(), await openAlbums()]).toEqual([[], []]);
  });

  test("of one bot is none of another's", async () => {
    const { receive, told, database, workspaceId } = await setup();
    const other = await addBot(database, workspaceId);
    await receive(["1a"]);
    await receive(["2"], "chat:1", other);
    expect(await told()).toEqual([["2"]]);
    await receive(["3a"]);
    await receive(["4"]);
    expect(await told()).toEqual([["2"], ["1", "3"], ["4"]]);
  });
});

interface Step {
  readonly later: boolean;
  readonly batch: readonly { lane: number; album: string | null; again: boolean }[];
}

/** What must be told, from the rules and nothing else. */
function expected(
  steps: readonly { later: boolean; news: readonly [string, string, string | null][] }[],
) {
  const told = new Map<string, string[][]>();
  const open = new Map<string, { album: string; ids: string[] }>();
  const tell = (lane: string, ids: string[]) => told.set(lane, [...(told.get(lane) ?? []), ids]);
  const close = (lane: string) => {
    const album = open.get(lane);
    if (album !== undefined) tell(lane, album.ids);
    open.delete(lane);
  };
  for (const { later, news } of steps) {
    for (const [lane, id, album] of news) {
      const known = open.get(lane);
      if (album === null || known?.album !== album) close(lane);
      if (album === null) tell(lane, [id]);
      else open.set(lane, { album, ids: [...(open.get(lane)?.ids ?? []), id] });
      if (open.get(lane)?.ids.length === 10) close(lane);
    }
    if (later) for (const lane of [...open.keys()]) close(lane);
  }
  for (const lane of [...open.keys()]) close(lane);
  return told;
}

const step: fc.Arbitrary<Step> = fc.record({
  later: fc.boolean(),
  batch: fc.array(
    fc.record({
      lane: fc.integer({ min: 1, max: 3 }),
      album: fc.option(fc.constantFrom("a", "a", "a", "b"), { nil: null, freq: 4 }),
      again: fc.boolean(),
    }),
    { minLength: 1, maxLength: 14 },
  ),
});

describe("whatever comes in whatever batches", () => {
  test("each update is told of once, in its lane's order, albums whole", async () => {
    const { database, workspaceId, endpointId, later } = await setup();
    const owner = await database.partitions.own({ epoch: 1, index: 0 }, null);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        await database.prisma.event.deleteMany();
        const bot = await addBot(database, workspaceId);
        let id = 0;
        const known: number[] = [];
        const model = [];
        for (const { later: wait, batch } of steps) {
          const news: [string, string, string | null][] = [];
          const rows = batch.map(({ lane, album, again }) => {
            const earlier = known.at(-3);
            if (again && earlier !== undefined) return row(bot, earlier);
            id += 1;
            known.push(id);
            news.push([`chat:${lane}`, String(id), album]);
            return row(bot, id, { chatLane: `chat:${lane}`, album });
          });
          await database.updates.store(rows, owner);
          if (wait) await later(5);
          model.push({ later: wait, news });
        }
        await later(5);

        const told = await line(database, endpointId);
        const lanes = Map.groupBy(told, ({ delivery }) => delivery.lane.split("/")[1] ?? "");
        const found = [...lanes].map(([lane, events]) => [
          lane,
          events.map(({ event }) => event.data.updates?.map(({ updateId }) => updateId)),
        ]);
        expect(new Map(found as [string, string[][]][])).toEqual(expected(model));
      }),
      { numRuns: 40 },
    );
  });

  test("also while several keepers close albums under the dispatchers' hands", async () => {
    const { database, workspaceId, bot, endpointId, url } = await setup();
    const lanes = 6;
    const perLane = 40;
    const owners = await Promise.all(
      Array.from({ length: lanes }, (_, index) =>
        database.partitions.own({ epoch: 1, index: index + 1 }, null),
      ),
    );
    let storing = lanes;
    async function keeper() {
      while (storing > 0) {
        // Time flies; under the lock that everybody takes first, or the test deadlocks the product.
        await sql(
          url,
          `WITH head AS (SELECT FROM stream_heads FOR UPDATE)
           UPDATE open_albums SET closes_at = now()
           WHERE (SELECT count(*) FROM head) > 0 AND random() < 0.5`,
        );
        await database.updates.closeDueAlbums();
      }
    }
    async function dispatcher(lane: number) {
      const owner = owners[lane];
      if (owner === undefined) throw new Error("a lane without a partition");
      for (let n = 0; n < perLane; n += 1) {
        const id = lane * 1_000 + n;
        const album = n % 5 === 4 ? null : `a${Math.floor(n / 5)}`;
        await database.updates.store([row(bot, id, { chatLane: `chat:${lane}`, album })], owner);
      }
      storing -= 1;
    }
    await Promise.all([keeper(), keeper(), ...owners.map((_, lane) => dispatcher(lane))]);
    await sql(url, "UPDATE open_albums SET closes_at = now()");
    await eventually(async () => {
      await database.updates.closeDueAlbums();
      return (await database.prisma.openAlbum.count()) === 0;
    });

    const { rows } = await database.updates.page(workspaceId, { order: "asc", limit: 1_000 });
    expect(rows).toHaveLength(lanes * perLane);
    const ids = (await toldUpdateIds(database, endpointId)).flat().map(Number);
    for (let lane = 0; lane < lanes; lane += 1) {
      const mine = ids.filter((id) => Math.floor(id / 1_000) === lane);
      expect(mine).toEqual(Array.from({ length: perLane }, (_, n) => lane * 1_000 + n));
    }
  });
});
