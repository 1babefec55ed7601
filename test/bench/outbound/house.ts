/** The part of a house that sends: stores as durable as in real life, a keeper, and as many senders as are asked for. */
import { join } from "node:path";
import { createDatabase, type Database, newId } from "@lumenflow/db";
import { drainOutbox } from "@lumenflow/jobs";
import { digestOfParts } from "@lumenflow/outbound";
import { createQueues } from "@lumenflow/queue";
import { createKeyring, createLogger } from "@lumenflow/runtime";
import type { PacingLimits } from "@lumenflow/telegram";
import {
  cloneDatabase,
  eventually,
  freePort,
  type PostgresServer,
  type Running,
  startPostgres,
  startRedis,
  startService,
} from "../../harness/index.ts";
import { wall } from "./stamps.ts";

export interface Line {
  readonly connectionId: string;
  readonly botId: string;
}

export interface Asked {
  readonly messageId: string;
  readonly approvalId: string;
  readonly digest: string;
  readonly line: Line;
}

export interface SendingHouse {
  readonly databaseUrl: string;
  readonly workspaceId: string;
  readonly postgres: PostgresServer;
  readonly redisUrl: string | undefined;
  readonly database: Database;
  readonly senders: readonly Running[];
  readonly keeper: Running;
  connect(bot: { id: string; token: string }): Promise<Line>;
  /** Stores a message that waits for approval. */
  ask(line: Line, chatId: string, text: string): Promise<Asked>;
  /** As the console approves; resolves with the moment it was known to be committed, when it has been rung for. */
  approve(asked: Asked): Promise<number>;
  /** As a request does that a rule approves; resolves when it has been committed, and rung for where it must be. */
  request(line: Line, chatId: string, text: string): Promise<void>;
  ring(lines: readonly Line[]): Promise<void>;
  stop(): Promise<void>;
}

export interface HouseOptions {
  readonly apiRoot: string;
  readonly senders?: number | undefined;
  readonly queues?: "redis" | "postgres" | undefined;
  /** What Telegram documents unless given. */
  readonly limits?: PacingLimits | undefined;
  /** Of Postgres. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** For what is measured without Telegram's limits. */
export const unlimited: PacingLimits = {
  botPerSecond: 1_000_000,
  chatPerSecond: 1_000_000,
  groupPerMinute: 1_000_000,
  paidPerSecond: 1_000_000,
};

const key = Buffer.alloc(32, 7);
const services = join(import.meta.dirname, "../../../services");
const requester = { kind: "system", id: "bench", name: "bench" } as const;

export async function openSendingHouse(options: HouseOptions): Promise<SendingHouse> {
  const { apiRoot, senders: count = 1, limits, queues: kind = "redis" } = options;
  const postgres = await startPostgres({ durable: true, settings: options.settings ?? {} });
  const redis = kind === "redis" ? await startRedis() : undefined;
  const databaseUrl = await cloneDatabase(postgres.url("postgres"));
  const logger = createLogger({ name: "bench", level: "warn" });
  const database = createDatabase({ url: databaseUrl, logger });
  const queues = createQueues({
    backend:
      redis === undefined
        ? { kind: "postgres", url: databaseUrl }
        : { kind: "redis", url: redis.url },
    logger,
  });
  const keyring = createKeyring([{ id: "k1", key }]);
  const workspaceId = newId("workspace");

  async function service(file: string): Promise<Running> {
    const port = await freePort();
    const running = startService(file, {
      env: {
        DATABASE_URL: databaseUrl,
        ...(redis !== undefined && { REDIS_URL: redis.url }),
        PORT: String(port),
        LOG_LEVEL: "warn",
        LUMENFLOW_ENCRYPTION_KEYS: `k1:${key.toString("base64")}`,
        TELEGRAM_API_ROOT: apiRoot,
        ...(limits !== undefined && { PACING: JSON.stringify(limits) }),
      },
    });
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, {
      timeoutMs: 60_000,
    });
    return running;
  }

  for (const component of [database, queues]) await component.start();
  await database.workspaces.add({ id: workspaceId, name: "Bench" }, "system");
  const keeper = await service(join(services, "keeper/src/main.ts"));
  const senders = await Promise.all(
    Array.from({ length: count }, () => service(join(import.meta.dirname, "sender.ts"))),
  );

  const ring = (lines: readonly Line[]) =>
    queues.ringAll(
      drainOutbox,
      lines.map(({ connectionId }) => ({ connectionId })),
    );

  function messageOf(line: Line, chatId: string, text: string) {
    const parts = [{ method: "sendMessage", payload: { chat_id: chatId, text }, files: [] }];
    const subject = { workspaceId, botId: line.botId, chatId, threadId: null, parts };
    return {
      ...subject,
      id: newId("message"),
      connectionId: line.connectionId,
      digest: digestOfParts(subject),
      content: { type: "text", text },
      options: {},
      reason: null,
      metadata: null,
      requester,
      idempotencyKey: null,
      requestDigest: null,
      policyRuleId: null,
      sendAt: null,
      expiresAt: null,
    };
  }

  return {
    databaseUrl,
    workspaceId,
    postgres,
    redisUrl: redis?.url,
    database,
    senders,
    keeper,
    ring,

    async connect(bot) {
      const connectionId = newId("connection");
      await database.connections.add({
        id: connectionId,
        workspaceId,
        bot: { id: bot.id, username: `b${bot.id}_bot`, name: "Bench" },
        apiRoot,
        webhookKeyId: connectionId.slice(5),
        secretDigest: Buffer.alloc(32, 1),
        allowedUpdates: [],
        dropPendingUpdates: false,
        sealedToken: keyring.seal(bot.token, connectionId),
        sealedSecret: keyring.seal("s", connectionId),
        createdBy: "system",
      });
      return { connectionId, botId: bot.id };
    },

    async ask(line, chatId, text) {
      const message = messageOf(line, chatId, text);
      const approvalId = newId("approval");
      const { id: messageId, digest } = message;
      const gate = { status: "pending_approval", policyEffect: "require_approval" } as const;
      const approval = { id: approvalId, expiresAt: null };
      await database.messages.add({ ...message, ...gate, priority: 0 }, approval);
      return { messageId, approvalId, digest, line };
    },

    async approve({ messageId, approvalId, digest, line }) {
      await database.transaction(async (tx) => {
        await tx.messages.lock(workspaceId, messageId);
        const vote = { workspaceId, id: approvalId, decision: "approved", digest } as const;
        const cast = { by: requester, via: "api", reason: null, progress: null } as const;
        await tx.approvals.vote({ ...vote, ...cast });
        await tx.approvals.decide({ ...vote, decidedBy: requester, reason: null });
        await tx.outbox.release(workspaceId, messageId, "system");
      });
      const approvedAt = wall();
      await ring([line]);
      return approvedAt;
    },

    async request(line, chatId, text) {
      const message = messageOf(line, chatId, text);
      const gate = { status: "queued", policyEffect: "auto_approve" } as const;
      const approvedByRule = { id: "pol_bench", name: "bench" };
      const approval = { id: newId("approval"), expiresAt: null, approvedByRule };
      const stored = await database.messages.add({ ...message, ...gate, priority: 0 }, approval);
      if (stored?.heard !== true) await ring([line]);
    },

    async stop() {
      await Promise.all([keeper, ...senders].map((each) => each.stop()));
      await queues.stop();
      await database.stop();
      await Promise.all([redis?.stop(), postgres.stop()]);
    },
  };
}
