/** Rows for tests that store past the dispatcher. */
import { createHash, randomBytes } from "node:crypto";
import { type Database, type NewUpdate, newId } from "@lumenflow/db";

export async function addWorkspace(database: Database): Promise<string> {
  const id = newId("workspace");
  await database.workspaces.add({ id, name: "Shop" }, "system");
  return id;
}

export interface BotRow {
  readonly workspaceId: string;
  readonly connectionId: string;
}

export async function addBot(database: Database, workspaceId: string): Promise<BotRow> {
  const id = newId("connection");
  await database.connections.add({
    id,
    workspaceId,
    bot: {
      id: String(BigInt(`0x${randomBytes(6).toString("hex")}`)),
      username: "a_bot",
      name: "A",
    },
    apiRoot: "http://127.0.0.1:1",
    webhookKeyId: id.slice(5),
    secretDigest: Buffer.alloc(32, 1),
    allowedUpdates: [],
    dropPendingUpdates: false,
    sealedToken: "sealed",
    sealedSecret: "sealed",
    createdBy: "system",
  });
  return { workspaceId, connectionId: id };
}

/** A message of a chat, as the dispatcher would have read it. */
export function newUpdate(
  { workspaceId, connectionId }: BotRow,
  updateId: number,
  more: Partial<NewUpdate> = {},
): NewUpdate {
  const body = `{"update_id":${updateId},"message":{"message_id":${updateId},"date":1}}`;
  const { chatLane = "chat:1" } = more;
  return {
    workspaceId,
    connectionId,
    updateId: String(updateId),
    kind: "message",
    chatId: chatLane.replace("chat:", ""),
    lane: chatLane,
    chatLane,
    userId: null,
    messageId: String(updateId),
    album: null,
    body,
    bodyDigest: createHash("sha256").update(body).digest("hex"),
    fault: null,
    receivedAt: new Date().toISOString(),
    ...more,
  };
}
