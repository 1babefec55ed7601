/** BullMQ on Redis or Valkey: one connection that fails fast, one that waits, one more per worker. */
import type { CheckResult, Logger } from "@lumenflow/runtime";
import { Queue, type RedisQueueBackend, Worker } from "bullmq";
import { Redis } from "ioredis";
import { producingTimeoutMs, within } from "./deadline.ts";
import { type Driver, queueOptions, workerOptions } from "./driver.ts";
import type { ErrorLog } from "./error-log.ts";
import { closable, writingTogether } from "./redis-connection.ts";
import { judgeRedis } from "./redis-settings.ts";

const firstConnectionMs = 5_000;

/** BullMQ's next job stands at the list's end; a job without attempts is that and its hash. */
const dropFirst = `
for _, id in ipairs(ARGV) do
  if redis.call("LINDEX", KEYS[1], -1) ~= id then return end
  redis.call("RPOP", KEYS[1])
  redis.call("DEL", KEYS[2] .. id)
end`;

export function createRedisDriver(options: {
  readonly url: string;
  readonly prefix: string;
  readonly logger: Logger;
  readonly errors: ErrorLog;
}): Driver {
  const { url, prefix, logger, errors } = options;
  const retryStrategy = (times: number) => Math.min(times * 50, 1_000);
  const hasty = writingTogether(
    closable(
      new Redis(url, {
        lazyConnect: true,
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        autoResendUnfulfilledCommands: false,
        connectTimeout: 2_000,
        commandTimeout: producingTimeoutMs,
        retryStrategy,
      }),
    ),
  );
  hasty.on("error", (error) => errors.report(error, "producers"));
  let patient: Redis | undefined;

  // Opened by the first worker: a role that only produces keeps a single connection.
  function patientClient(): Redis {
    if (patient === undefined) {
      patient = closable(new Redis(url, { maxRetriesPerRequest: null, retryStrategy }));
      patient.on("error", (error) => errors.report(error, "workers"));
    }
    return patient;
  }

  return {
    addsInBulk: true,
    forgetsSettings: true,

    async connect() {
      try {
        await within(firstConnectionMs, "no connection to Redis", hasty.connect());
      } catch (error) {
        // Not fatal: producers say so, workers wait, /readyz names it, ioredis goes on trying.
        logger.warn({ err: error }, "Redis is not reachable yet");
      }
    },

    queue(name) {
      return new Queue(name, {
        ...queueOptions,
        connection: hasty,
        prefix,
        skipWaitingForReady: true,
        skipVersionCheck: true,
      });
    },

    worker(name, processor, tuning) {
      return new Worker(name, processor, {
        // A partition's bystander is told nothing when the one that works leaves: it looks.
        ...workerOptions(tuning, tuning.exclusive ? 1 : 5),
        connection: patientClient(),
        prefix,
      });
    },

    async waitingJobs(queue, count) {
      const backend = queue.getBackend() as unknown as RedisQueueBackend;
      const [jobs = []] = await backend.getJobs(["waiting"], 0, count - 1, true);
      return jobs.map(([id, fields]) => {
        return { id, data: JSON.parse(fields[fields.indexOf("data") + 1] ?? "null") as unknown };
      });
    },

    async dropWaiting(queue, ids) {
      await hasty.eval(dropFirst, 2, queue.keys.wait ?? "", queue.toKey(""), ...ids);
    },

    onReconnect(listener) {
      const client = patientClient();
      client.on("ready", listener);
      return () => client.off("ready", listener);
    },

    limiterStore: { kind: "redis", client: hasty, keyPrefix: prefix },

    check: () => checkRedis(hasty),

    async close() {
      hasty.disconnect();
      patient?.disconnect();
    },
  };
}

async function checkRedis(client: Redis): Promise<CheckResult> {
  const info = await client.info();
  return judgeRedis(info, await appendfsyncOf(client));
}

/** Hosted services often refuse CONFIG. */
async function appendfsyncOf(client: Redis): Promise<string | undefined> {
  try {
    const [, value] = (await client.config("GET", "appendfsync")) as string[];
    return value;
  } catch {
    return undefined;
  }
}
