/** Updates as rows, for tests that store them past queue and dispatcher. */
import { createHash } from "node:crypto";
import type { NewUpdate } from "@lumenflow/db";
import type { Bot } from "./world.ts";

export function row(
  bot: Pick<Bot, "workspaceId" | "connectionId">,
  updateId: number | string,
  more: Partial<NewUpdate> = {},
): NewUpdate {
  const body = more.body ?? `{"update_id":${updateId},"message":{}}`;
  return {
    workspaceId: bot.workspaceId,
    connectionId: bot.connectionId,
    updateId: String(updateId),
    kind: "message",
    chatId: "5",
    lane: "chat:5",
    chatLane: "chat:5",
    userId: null,
    messageId: null,
    album: null,
    body,
    bodyDigest: createHash("sha256").update(body).digest("hex"),
    fault: null,
    receivedAt: new Date().toISOString(),
    ...more,
  };
}
