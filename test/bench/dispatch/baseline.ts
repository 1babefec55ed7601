/** The baseline: stock BullMQ, one job and one Prisma `create` per update. Arguments: Redis, Postgres. */
import { createDatabase, newId } from "@lumenflow/db";
import { createLogger } from "@lumenflow/runtime";
import { Worker } from "bullmq";
import { type BaselineJob, baselineQueue } from "./fill.ts";

const [redisUrl = "", url = ""] = process.argv.slice(2);
const redis = new URL(redisUrl);
const logger = createLogger({ name: "bench", level: "warn" });
const database = createDatabase({ url, logger, poolSize: 20 });
await database.start();
let position = 1_000_000_000n;

const worker = new Worker<BaselineJob>(
  baselineQueue,
  async ({ data }) => {
    const update = JSON.parse(data.body);
    position += 1n;
    await database.prisma.update.create({
      data: {
        id: newId("update"),
        workspaceId: data.workspaceId,
        connectionId: data.connectionId,
        updateId: BigInt(update.update_id),
        kind: "message",
        chatId: String(update.message.chat.id),
        lane: `chat:${update.message.chat.id}`,
        userId: String(update.message.from.id),
        messageId: String(update.message.message_id),
        body: data.body,
        bodyDigest: new Uint8Array(32),
        position,
        receivedAt: new Date(data.receivedAt),
      },
    });
  },
  { connection: { host: redis.hostname, port: Number(redis.port) }, concurrency: 16 },
);
await worker.waitUntilReady();
process.stdout.write("working\n");
