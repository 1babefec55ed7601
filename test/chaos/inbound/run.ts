/** One run: people speak in shares, somebody is killed in each, and in the end everything is counted. */
import { setTimeout as pause } from "node:timers/promises";
import { createDatabase, newId } from "@lumenflow/db";
import { newSigningSecret } from "@lumenflow/egress";
import { webhookPath } from "@lumenflow/ingress";
import { createKeyring, createLogger } from "@lumenflow/runtime";
import { type ConnectedBot, connectedBots } from "../../bench/connected-bots.ts";
import { type BotAccount, startTelegram, type Telegram } from "../../e2e/setup/telegram.ts";
import { sql } from "../../harness/index.ts";
import { entriesOf } from "../cast.ts";
import type { Entry } from "../entries.ts";
import { killRound, planKills } from "../killer.ts";
import { createRandom, type Random } from "../random.ts";
import { startBalancer } from "./balancer.ts";
import { type InboundCast, openCast } from "./cast.ts";
import { type Endpoint, startEndpoint } from "./endpoint.ts";
import { type Evidence, judge } from "./ledger.ts";
import { createPeople, type SentUpdate } from "./updates.ts";

export interface RunOptions {
  readonly backend: "redis" | "postgres";
  readonly updates: number;
  readonly bots: number;
  readonly chats: number;
  readonly seed: number;
  /** Every kind that there is once, unless more are asked for. */
  readonly kills?: number | undefined;
  /** Told how it goes. */
  readonly say?: ((line: string) => void) | undefined;
}

/** Telegram's waits of minutes become seconds here; a pressed button lives seven seconds, a message an hour. */
const clockScale = 20;
const connectionsPerBot = 10;
const answersPerLoss = 200;
const requestsPerFailure = 40;
/** Nothing moves any more: what is missing then is missing. */
const patienceMs = 90_000;
const key = Buffer.alloc(32, 7);
/** Where `connectedBots` puts them. */
const workspaceId = "ws_bench";

interface Account extends BotAccount, ConnectedBot {}

/** Never throws for what a ledger can say. */
export async function runInbound(options: RunOptions): Promise<Entry[]> {
  const { backend, seed, say = () => undefined } = options;
  const random = createRandom(seed);
  const begun = performance.now();
  const stops: (() => Promise<void>)[] = [];
  const opened = <T extends { stop(): Promise<void> }>(what: T): T => {
    stops.push(() => what.stop());
    return what;
  };
  try {
    const endpoint = opened(await startEndpoint(random.branch("endpoint"), requestsPerFailure));
    const cast = opened(
      await openCast({
        backend,
        random: random.branch("cast"),
        encryptionKeys: `k1:${key.toString("base64")}`,
      }),
    );
    const balancer = opened(
      await startBalancer(cast.ports("ingress"), random.branch("balancer"), answersPerLoss),
    );
    const journalSize = options.updates * 4;
    const telegram = opened(await startTelegram({ clockScale, journalSize }));
    const accounts = await connect(telegram, cast.databaseUrl, balancer.origin, options.bots);
    await addEndpoint(cast.databaseUrl, endpoint.url);

    const { sent, kills } = await speakAndKill({
      ...options,
      cast,
      telegram,
      accounts,
      random,
      say,
    });
    const answered = await settled({ cast, endpoint, telegram, accounts, say });
    const entries = await judge({ databaseUrl: cast.databaseUrl, endpoint, sent, answered });
    return [
      ...entries,
      { name: "duplicates refused", value: await cast.duplicates() },
      { name: "answers lost on the way to Telegram", value: balancer.lostAnswers },
      ...entriesOf(cast, kills),
      { name: "seconds", value: Math.round((performance.now() - begun) / 1_000) },
    ];
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

/** As the console would leave it. */
async function addEndpoint(databaseUrl: string, url: string): Promise<void> {
  const logger = createLogger({ name: "chaos", level: "silent" });
  const database = createDatabase({ url: databaseUrl, logger, poolSize: 1 });
  const keyring = createKeyring([{ id: "k1", key }]);
  const id = newId("endpoint");
  await database.start();
  try {
    await database.endpoints.add({
      id,
      workspaceId,
      url,
      description: null,
      events: ["telegram.update.received"],
      connectionId: null,
      sealedSecret: keyring.seal(newSigningSecret(), id),
      createdBy: "system",
    });
  } finally {
    await database.stop();
  }
}

/** Bots of the sandbox whose webhooks lead to the balancer. */
async function connect(
  telegram: Telegram,
  databaseUrl: string,
  origin: string,
  count: number,
): Promise<Account[]> {
  const connected = await connectedBots(databaseUrl, count);
  const accounts: Account[] = [];
  for (const bot of connected) {
    const account = await telegram.createBot();
    const webhook = new URLSearchParams({
      url: `${origin}${webhookPath}?key=${bot.key}`,
      secret_token: bot.secret,
      max_connections: String(connectionsPerBot),
    });
    const set = await fetch(`${telegram.apiRoot}/bot${account.token}/setWebhook?${webhook}`);
    if (!set.ok) throw new Error(`setWebhook: ${set.status} ${await set.text()}`);
    accounts.push({ ...account, ...bot });
  }
  return accounts;
}

interface Stage extends RunOptions {
  readonly cast: InboundCast;
  readonly telegram: Telegram;
  readonly accounts: readonly Account[];
  readonly random: Random;
  readonly say: (line: string) => void;
}

/** A kill comes somewhere within each share, while the next one is already being said. */
async function speakAndKill(stage: Stage) {
  const { cast, telegram, accounts, random, say, updates } = stage;
  const sent = new Map<string, SentUpdate>();
  const kills: InboundCast["kinds"][number][] = [];
  const speak = createPeople(random.branch("people"), stage);
  const when = random.branch("when");
  const plan = planKills(cast.kinds, stage.kills ?? cast.kinds.length, random.branch("plan"));

  for (const [round, victims] of plan.entries()) {
    const before = sent.size;
    const upTo = Math.round((updates * (round + 1)) / plan.length);
    const share: SentUpdate[] = [];
    while (before + share.length < upTo) share.push(...speak());
    for (const each of share) sent.set(keyOf(accounts, each), each);
    await queue(telegram, accounts, share);
    const mark = before + share.length * when.next();
    while (sent.size - (await pendingAt(telegram)) < mark) await pause(20);
    say(
      `${sent.size} sent, ${await pendingAt(telegram)} pending: kill -9 ${victims.join(" and ")}`,
    );
    await killRound(cast, victims, when);
    say("back");
    kills.push(...victims);
  }
  return { sent, kills };
}

/** Bots side by side, each in its order. */
async function queue(telegram: Telegram, accounts: readonly Account[], share: SentUpdate[]) {
  await Promise.all(
    accounts.map(async (account, bot) => {
      for (const each of share) if (each.bot === bot) await telegram.deliver(account, each.text);
    }),
  );
}

async function pendingAt(telegram: Telegram): Promise<number> {
  const { data } = await telegram.control<{ data: { pendingUpdateCount: number }[] }>(
    "GET",
    "/bots",
  );
  return data.reduce((sum, { pendingUpdateCount }) => sum + pendingUpdateCount, 0);
}

/** Waits until nothing is under way, or nothing moves any more; what Telegram saw answered with 200. */
async function settled(
  stage: Pick<Stage, "cast" | "telegram" | "accounts" | "say"> & { endpoint: Endpoint },
): Promise<Evidence["answered"]> {
  const { cast, telegram, accounts, endpoint, say } = stage;
  let moved = { at: performance.now(), what: "" };
  let answered: Set<string> | undefined;
  for (;;) {
    const pending = await pendingAt(telegram);
    if (pending === 0) answered ??= await answeredOf(telegram, accounts);
    const held = await underWay(cast.databaseUrl);
    const { updates, told, albums, deliveries } = held;
    const done = told === updates && albums === 0 && deliveries === 0;
    if (answered !== undefined && updates >= answered.size && done) return answered;
    const what = JSON.stringify({ pending, ...held, seen: endpoint.events.size });
    if (what !== moved.what) moved = { at: performance.now(), what };
    if (performance.now() - moved.at > patienceMs) {
      say(`nothing moves any more: ${what}`);
      return answered ?? (await answeredOf(telegram, accounts));
    }
    await pause(200);
  }
}

async function underWay(databaseUrl: string) {
  const [row] = await sql(
    databaseUrl,
    `SELECT (SELECT count(*) FROM updates)::int AS updates,
       (SELECT coalesce(sum(cardinality(update_ids)), 0) FROM events)::int AS told,
       (SELECT count(*) FROM open_albums)::int AS albums,
       (SELECT count(*) FROM deliveries WHERE status <> 'delivered')::int AS deliveries`,
  );
  return row as { updates: number; told: number; albums: number; deliveries: number };
}

async function answeredOf(telegram: Telegram, accounts: readonly Account[]): Promise<Set<string>> {
  const keys = new Set<string>();
  for (const account of accounts) {
    for (const { outcome, updateId } of await telegram.deliveries(account)) {
      if (outcome === "delivered") keys.add(`${account.connectionId}/${updateId}`);
    }
  }
  return keys;
}

function keyOf(accounts: readonly Account[], { bot, updateId }: SentUpdate): string {
  return `${accounts[bot]?.connectionId}/${updateId}`;
}
