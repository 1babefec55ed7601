/** The part of a house that receives, each role as a process of its own, with private stores. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import {
  cloneDatabase,
  eventually,
  freePort,
  type PostgresServer,
  type RedisServer,
  type Running,
  startPostgres,
  startRedis,
  startService,
} from "../harness/index.ts";
import { type ConnectedBot, connectedBots } from "./connected-bots.ts";
import { requestOf } from "./load/connection.ts";

export interface HouseOptions {
  readonly bots: number;
  /** `LUMENFLOW_INGRESS_LIMITS`; the defaults unless given. */
  readonly limits?: string | undefined;
  /** Also stores what it takes, in a Postgres that is as durable as in real life. */
  readonly dispatcher?: boolean | undefined;
  /** Where queues are kept; in Redis unless given. */
  readonly queues?: "redis" | "postgres" | undefined;
  /** Beyond what a role needs in any case. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export interface House {
  readonly origin: string;
  readonly bots: readonly ConnectedBot[];
  readonly ingress: Running;
  readonly dispatcher: Running | undefined;
  readonly redis: RedisServer;
  readonly databaseUrl: string;
  readonly metricsOf: Record<"ingress" | "dispatcher", string>;
  /** The address that Telegram delivers to, for a key of anybody's. */
  webhookUrl(key: string): URL;
  /** A delivery as Telegram makes it. */
  delivery(bot: ConnectedBot, body: string): Buffer;
  stop(): Promise<void>;
}

export async function openHouse(options: HouseOptions): Promise<House> {
  const { bots: count, limits, dispatcher: dispatches = false, queues = "redis" } = options;
  const postgres: PostgresServer = await startPostgres({
    durable: dispatches,
    settings: { track_commit_timestamp: "on" },
  });
  const redis = await startRedis();
  const databaseUrl = await cloneDatabase(postgres.url("postgres"));
  const bots = await connectedBots(databaseUrl, count);
  const ports = { ingress: await freePort(), dispatcher: await freePort() };
  const originOf = (role: keyof typeof ports) => `http://127.0.0.1:${ports[role]}`;

  function service(role: keyof typeof ports, env: Record<string, string>): Running {
    return startService(join(import.meta.dirname, `../../services/${role}/src/main.ts`), {
      env: {
        DATABASE_URL: databaseUrl,
        ...(queues === "redis" && { REDIS_URL: redis.url }),
        PORT: String(ports[role]),
        LOG_LEVEL: "warn",
        ...env,
        ...options.env,
      },
    });
  }
  const ingress = service("ingress", {
    LUMENFLOW_TRUST_PROXY: "loopback",
    ...(limits !== undefined && { LUMENFLOW_INGRESS_LIMITS: limits }),
  });
  const key = randomBytes(32).toString("base64");
  const dispatcher = dispatches
    ? service("dispatcher", { LUMENFLOW_ENCRYPTION_KEYS: `k1:${key}` })
    : undefined;
  const origin = originOf("ingress");
  const webhookUrl = (webhookKey: string) =>
    new URL(`${origin}/api/v1/sidekick/integrations/telegram/webhook?key=${webhookKey}`);

  async function stop(): Promise<void> {
    await Promise.all([ingress.stop(), dispatcher?.stop()]);
    await Promise.all([redis.stop(), postgres.stop()]);
  }

  try {
    for (const role of ["ingress", ...(dispatches ? ["dispatcher" as const] : [])] as const) {
      await eventually(async () => (await fetch(`${originOf(role)}/readyz`)).ok, {
        timeoutMs: 30_000,
      });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    origin,
    bots,
    ingress,
    dispatcher,
    redis,
    databaseUrl,
    metricsOf: {
      ingress: `${originOf("ingress")}/metrics`,
      dispatcher: `${originOf("dispatcher")}/metrics`,
    },
    webhookUrl,
    delivery(bot, body) {
      const headers = { "x-telegram-bot-api-secret-token": bot.secret };
      return requestOf({ url: webhookUrl(bot.key), headers, body });
    },
    stop,
  };
}
