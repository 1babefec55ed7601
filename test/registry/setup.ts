/** A workspace with a bot whose updates are stored as the dispatcher stores them, and what the API says then. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLogger } from "@lumenflow/runtime";
import { expect } from "vitest";
import { createFollowNews } from "../../services/dispatcher/src/follow-news.ts";
import { createStoreUpdates } from "../../services/dispatcher/src/store-updates.ts";
import { createDatabase } from "../harness/index.ts";
import { type Bot, createWorld } from "../ingress/world.ts";

const logger = createLogger({ name: "test", level: "silent" });
const { signal } = new AbortController();
const fixtures = join(import.meta.dirname, "../fixtures/updates");

/** A stored update of the public fixtures, by its number. */
export function fixture(number: string): string {
  const name = readdirSync(fixtures).find((each) => each.startsWith(`${number}-`));
  if (name === undefined) throw new Error(`there is no fixture ${number}`);
  return readFileSync(join(fixtures, name), "utf8");
}

let updateId = 0;

/** An update of the kind; every call has an id of its own. */
export function update(kind: string, body: object): string {
  updateId += 1;
  return JSON.stringify({ update_id: updateId, [kind]: body });
}

export async function setup() {
  const databaseUrl = await createDatabase();
  const world = await createWorld({ databaseUrl, backend: { kind: "postgres", url: databaseUrl } });
  const { database } = world;
  const key = await world.apiKey(["updates:read", "messages:read"]);
  const bot = await world.addBot();
  const { epoch } = await database.partitions.current();
  const store = createStoreUpdates({
    ...database,
    partition: { epoch, index: 0 },
    follow: createFollowNews({
      ...database,
      followMove: (move) => database.transaction((tx) => tx.chatMoves.follow(move)),
    }),
    hear: async () => undefined,
    metrics: { stored: () => undefined, dropped: () => undefined },
  });

  return {
    ...world,
    bot,
    key,

    /** One batch of updates, received now. */
    async tell(bodies: readonly string[], to: Bot = bot): Promise<void> {
      const { connectionId, workspaceId } = to;
      const receivedAt = new Date().toISOString();
      const updates = bodies.map((body) => ({ connectionId, workspaceId, body, receivedAt }));
      expect(await store({ updates }, { logger, signal })).toEqual({ outcome: "done" });
    },

    /** What the API answers below the bot's chats. */
    async read(path: string, of: Bot = bot) {
      const answer = await world.get(`/connections/${of.connectionId}/chats${path}`, key);
      expect(answer.status, answer.text).toBe(200);
      return JSON.parse(answer.text);
    },

    /** The version of a row: a write makes another. */
    async version(table: "chats" | "chat_members"): Promise<unknown> {
      const { rows } = await database.pool.query(
        `SELECT xmin::text, * FROM ${table} ORDER BY 1, 2`,
      );
      return rows;
    },
  };
}

/** Every order of a list. */
export function ordersOf<T>(list: readonly T[]): T[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((first, at) =>
    ordersOf(list.toSpliced(at, 1)).map((rest) => [first, ...rest]),
  );
}
