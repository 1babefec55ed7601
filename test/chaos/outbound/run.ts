/** One run: messages are asked for in shares, somebody is killed in each, and in the end everything is counted. */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Database, newId, createDatabase as openDatabase } from "@lumenflow/db";
import { createQueues } from "@lumenflow/queue";
import { createKeyring, createLogger } from "@lumenflow/runtime";
import { type Telegram, telegramAt } from "../../e2e/setup/telegram.ts";
import { startService } from "../../harness/index.ts";
import { createDesk } from "../../outbox/desk.ts";
import { type Cast, entriesOf } from "../cast.ts";
import type { Entry } from "../entries.ts";
import { killRound, planKills } from "../killer.ts";
import { createRandom, type Random } from "../random.ts";
import { openCast, type Role } from "./cast.ts";
import type { Evidence, SeenCall } from "./evidence.ts";
import { judge } from "./ledger.ts";
import { createPeople, type People } from "./people.ts";
import { openRooms, type Speaker } from "./rooms.ts";
import { drawTrouble } from "./troubles.ts";
import { createWishes, type Wish } from "./wishes.ts";

export interface RunOptions {
  readonly backend: "redis" | "postgres";
  readonly messages: number;
  readonly bots: number;
  readonly seed: number;
  /** Every kind that there is once, unless more are asked for. */
  readonly kills?: number | undefined;
  /** Told how it goes. */
  readonly say?: ((line: string) => void) | undefined;
}

/** So many requests are made at the same time. */
const askers = 12;
const messagesPerTrouble = 12;
/** Nothing moves any more: what is missing then is missing. */
const patienceMs = 90_000;
const key = Buffer.alloc(32, 7);

/** Never throws for what a ledger can say. */
export async function runOutbound(options: RunOptions): Promise<Entry[]> {
  const { backend, seed, bots, say = () => undefined } = options;
  const random = createRandom(seed);
  const begun = performance.now();
  const stops: (() => Promise<unknown>)[] = [];
  const opened = <T extends { stop(): Promise<unknown> }>(what: T): T => {
    stops.push(() => what.stop());
    return what;
  };
  try {
    const telegram = await startTelegramApart(options.messages * 4, opened);
    const keyring = createKeyring([{ id: "k1", key }]);
    const cast = opened(
      await openCast({
        backend,
        random: random.branch("cast"),
        apiRoot: telegram.apiRoot,
        encryptionKeys: `k1:${key.toString("base64")}`,
      }),
    );
    const logger = createLogger({ name: "chaos", level: "silent" });
    const database = openDatabase({ url: cast.databaseUrl, logger, poolSize: 24 });
    const queues = createQueues({
      backend:
        cast.redisUrl === undefined
          ? { kind: "postgres", url: cast.databaseUrl }
          : { kind: "redis", url: cast.redisUrl },
      logger,
    });
    const workspaceId = newId("workspace");
    const desk = createDesk({ database, queues, logger, workspaceId });
    for (const component of [database, queues, ...desk.components]) {
      await component.start();
      opened(component);
    }
    await database.workspaces.add({ id: workspaceId, name: "Chaos" }, "system");
    const speakers = await openRooms({ telegram, database, keyring, workspaceId, bots });
    const people = createPeople({
      desk,
      database,
      telegram,
      speakers,
      random: random.branch("people"),
    });
    people.start();
    const stage = { ...options, cast, telegram, speakers, people, random, say };
    const kills = await askAndKill(stage);
    await settled({ ...stage, database });
    await people.stop();
    const entries = await judge(await gather(stage));
    return [
      ...entries,
      ...entriesOf(cast, kills),
      { name: "seconds", value: Math.round((performance.now() - begun) / 1_000) },
    ];
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

async function startTelegramApart(
  journalSize: number,
  opened: (what: { stop(): Promise<unknown> }) => unknown,
): Promise<Telegram> {
  const apart = startService(join(import.meta.dirname, "telegram.ts"), {
    env: { JOURNAL_SIZE: String(journalSize) },
  });
  opened({ stop: () => apart.kill() });
  return telegramAt((await apart.says(/origin (\S+)/))[1] ?? "");
}

interface Stage extends RunOptions {
  readonly cast: Cast<Role>;
  readonly telegram: Telegram;
  readonly speakers: readonly Speaker[];
  readonly people: People;
  readonly random: Random;
  readonly say: (line: string) => void;
}

/** A kill comes somewhere within each share, while it is being asked for. */
async function askAndKill(stage: Stage): Promise<Cast<Role>["kinds"][number][]> {
  const { cast, people, random, say, messages, speakers } = stage;
  const nextWish = createWishes(random.branch("wishes"), stage.bots);
  const troubles = random.branch("troubles");
  const when = random.branch("when");
  const plan = planKills(cast.kinds, stage.kills ?? cast.kinds.length, random.branch("plan"));
  const moves = planMoves(speakers, plan.length, random.branch("moves"));

  async function ask(wish: Wish): Promise<void> {
    if (troubles.below(messagesPerTrouble) === 0) {
      const trouble = drawTrouble(troubles, speakers[wish.bot]?.botId ?? "");
      await stage.telegram.control("POST", "/faults", trouble);
    }
    await people.ask(wish);
  }

  let made = 0;
  for (const [round, victims] of plan.entries()) {
    const upTo = Math.round((messages * (round + 1)) / plan.length);
    const share: Wish[] = [];
    while (made + share.length < upTo) share.push(nextWish());
    made = upTo;
    const mark = people.asked.size + share.length * when.next();
    const asking = Promise.all(
      Array.from({ length: askers }, async () => {
        for (let wish = share.shift(); wish !== undefined; wish = share.shift()) await ask(wish);
      }),
    );
    // What goes wrong in asking is seen where it is waited for.
    asking.catch(() => undefined);
    while (people.asked.size < mark && share.length > 0) await pause(20);
    for (const speaker of moves[round] ?? []) await moveGroup(stage.telegram, speaker);
    say(`${people.asked.size} asked for: kill -9 ${victims.join(" and ")}`);
    await killRound(cast, victims, when);
    say("back");
    await asking;
  }
  return plan.flat();
}

/** In which round whose group becomes a supergroup. */
function planMoves(speakers: readonly Speaker[], rounds: number, random: Random): Speaker[][] {
  const plan: Speaker[][] = Array.from({ length: rounds }, () => []);
  for (const speaker of speakers) plan[random.below(rounds)]?.push(speaker);
  return plan;
}

async function moveGroup(telegram: Telegram, { rooms }: Speaker): Promise<void> {
  const group = rooms.find(({ kind }) => kind === "group");
  if (group === undefined) return;
  const [from] = group.chatIds;
  const { id } = await telegram.control<{ id: string }>("POST", `/chats/${from}/migrate`);
  group.chatIds.push(id);
}

/** Waits until nothing is under way, or nothing moves any more. */
async function settled(stage: Stage & { readonly database: Database }): Promise<void> {
  const { database, people, telegram, say } = stage;
  await telegram.clearFaults();
  let moved = { at: performance.now(), what: "" };
  for (;;) {
    const left = await underWay(database).catch(() => undefined);
    if (left !== undefined && people.decided() && Object.keys(left).length === 0) return;
    const what = JSON.stringify(left);
    if (what !== moved.what) moved = { at: performance.now(), what };
    if (performance.now() - moved.at > patienceMs) {
      say(`nothing moves any more: ${what}`);
      return;
    }
    await pause(200);
  }
}

/** How many parts are in each status that is none to end in, of messages that are approved. */
async function underWay(database: Database): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ status: string; count: number }>(
    `SELECT status, count(*)::int AS count FROM messages
     WHERE status IN ('scheduled', 'queued', 'sending', 'uncertain') GROUP BY status`,
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

async function gather({ cast, telegram, speakers, people }: Stage): Promise<Evidence> {
  const calls: SeenCall[] = [];
  for (const { botId } of speakers) {
    for (const call of await telegram.calls({ botId, method: "sendMessage" })) {
      const body = call.answer?.body as { result?: { message_id?: number } } | undefined;
      const messageId = body?.result?.message_id;
      calls.push({
        timeMs: call.timeMs,
        text: String(call.payload.text),
        applied: call.applied,
        messageId: messageId === undefined ? null : String(messageId),
        troubled: call.faultId !== undefined,
      });
    }
  }
  const violations = (await telegram.violations()) as Evidence["violations"];
  const { bot, chat, group } = violations;
  return {
    databaseUrl: cast.databaseUrl,
    asked: people.asked,
    earlierPlaces: people.earlierPlaces,
    calls,
    violations: { bot, chat, group },
  };
}
