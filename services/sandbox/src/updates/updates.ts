/** Holds the updates that bots have not taken yet: in order, by queue, until they expire. */
import type { Clock } from "../clock.ts";
import type { Bots } from "../state/bots.ts";
import type { Store } from "../state/store.ts";
import type { Bot } from "../state/types.ts";
import { isAllowed } from "./allowed.ts";
import { encodeUpdate, readRawUpdate } from "./encode.ts";
import { lifetimeMs } from "./lifetime.ts";
import { queueId } from "./queue-id.ts";

export interface QueuedUpdate {
  /** Place in the order of arrival; update_ids may repeat when a test wants them to. */
  seq: number;
  botId: number;
  updateId: number;
  kind: string;
  /** Exactly what is sent. */
  text: string;
  queueId: string;
  /** Sandbox time in milliseconds. */
  expiresAt: number;
}

export type Lane = Map<number, QueuedUpdate>;

export interface Updates {
  /** Queues an update unless the bot did not ask for its kind; undefined then. */
  enqueue(bot: Bot, kind: string, body: unknown): QueuedUpdate | undefined;
  /** Queues a text as it is. Throws SyntaxError when it is no JSON object. */
  enqueueRaw(bot: Bot, text: string): QueuedUpdate;
  /** What is waiting, by queue; the first of each queue is its head. */
  lanes(botId: number): ReadonlyMap<string, Lane>;
  pending(botId: number): QueuedUpdate[];
  count(botId: number): number;
  remove(update: QueuedUpdate): void;
  clear(botId: number): void;
  /** Calls back whenever a bot got an update. */
  onQueued(listener: (botId: number) => void): void;
}

/** Beyond this Telegram drops new updates without a word (TELEGRAM.md §1.7). */
const PENDING_LIMIT = 100_000;
const LARGEST_UPDATE_ID = 2_000_000_000;

interface BotQueues {
  all: Map<number, QueuedUpdate>;
  lanes: Map<string, Lane>;
}

export function createUpdates(deps: { store: Store; bots: Bots; clock: Clock }): Updates {
  const { store, bots, clock } = deps;
  const queues = new Map<number, BotQueues>();
  const listeners: ((botId: number) => void)[] = [];
  let lastSeq = 0;

  function of(botId: number): BotQueues {
    const known = queues.get(botId);
    if (known) return known;
    const fresh: BotQueues = { all: new Map(), lanes: new Map() };
    queues.set(botId, fresh);
    return fresh;
  }
  const key = (update: QueuedUpdate) => `upd:${update.botId}:${update.seq}`;

  function add(update: QueuedUpdate): void {
    const { all, lanes } = of(update.botId);
    all.set(update.seq, update);
    const lane = lanes.get(update.queueId);
    if (lane) lane.set(update.seq, update);
    else lanes.set(update.queueId, new Map([[update.seq, update]]));
    lastSeq = Math.max(lastSeq, update.seq);
  }
  for (const update of store.loaded("upd:") as QueuedUpdate[]) add(update);

  function put(
    bot: Bot,
    kind: string,
    body: unknown,
    encode: (id: number) => string,
    ownId?: number,
  ) {
    const updateId = ownId ?? bot.nextUpdateId;
    if (updateId >= bot.nextUpdateId && updateId < LARGEST_UPDATE_ID) {
      bot.nextUpdateId = updateId + 1;
      bots.save(bot);
    }
    const seq = ++lastSeq;
    const update: QueuedUpdate = {
      seq,
      botId: bot.id,
      updateId,
      kind,
      text: encode(updateId),
      queueId: queueId(kind, body) ?? `own:${seq}`,
      expiresAt: clock.now() + lifetimeMs(kind),
    };
    if (of(bot.id).all.size < PENDING_LIMIT) {
      add(update);
      store.put(key(update), update);
      for (const listener of listeners) listener(bot.id);
    }
    return update;
  }

  function remove(update: QueuedUpdate): void {
    const { all, lanes } = of(update.botId);
    if (!all.delete(update.seq)) return;
    const lane = lanes.get(update.queueId);
    lane?.delete(update.seq);
    if (lane?.size === 0) lanes.delete(update.queueId);
    store.delete(key(update));
  }

  function forgetExpired(botId: number): void {
    const now = clock.now();
    for (const update of of(botId).all.values()) if (update.expiresAt < now) remove(update);
  }

  return {
    enqueue(bot, kind, body) {
      if (!isAllowed(bot.allowedUpdates, kind)) return undefined;
      return put(bot, kind, body, (id) => encodeUpdate(id, kind, body));
    },
    enqueueRaw(bot, text) {
      const raw = readRawUpdate(text);
      const encode = (id: number) => (raw.updateId === undefined ? raw.withId(id) : text);
      return put(bot, raw.kind, raw.body, encode, raw.updateId);
    },
    lanes: (botId) => of(botId).lanes,
    pending(botId) {
      forgetExpired(botId);
      return [...of(botId).all.values()];
    },
    count(botId) {
      forgetExpired(botId);
      return of(botId).all.size;
    },
    remove,
    clear(botId) {
      for (const update of [...of(botId).all.values()]) remove(update);
    },
    onQueued: (listener) => listeners.push(listener),
  };
}
