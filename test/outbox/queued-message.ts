/** Puts an approved message of several parts into the line, as splitting would leave it. */
import { newId } from "@lumenflow/db";
import { digestOfParts } from "@lumenflow/outbound";
import type { World } from "./setup.ts";

export interface Target {
  readonly connectionId: string;
  readonly botId: string;
  readonly chatId: string;
}

/** Commits the message and rings for nobody. */
export async function queueMessage(
  { database, workspaceId }: Pick<World, "database" | "workspaceId">,
  { connectionId, botId, chatId }: Target,
  texts: readonly string[],
): Promise<{ id: string; partIds: string[] }> {
  const id = newId("message");
  const parts = texts.map((text) => ({
    method: "sendMessage",
    payload: { chat_id: chatId, text },
    files: [],
  }));
  const digest = digestOfParts({ workspaceId, botId, chatId, threadId: null, parts });
  const requester = { kind: "system", id: "system", name: "system" } as const;
  await database.messages.add(
    {
      id,
      workspaceId,
      connectionId,
      chatId,
      threadId: null,
      status: "queued",
      priority: 0,
      content: {},
      options: {},
      digest,
      reason: null,
      metadata: null,
      requester,
      idempotencyKey: null,
      requestDigest: null,
      policyEffect: "auto_approve",
      policyRuleId: null,
      sendAt: null,
      expiresAt: null,
      parts,
    },
    {
      id: newId("approval"),
      expiresAt: null,
      approvedByRule: { id: "pol_x", name: "x" },
    },
  );
  const stored = await database.parts.of(workspaceId, id);
  return { id, partIds: stored.map((part) => part.id) };
}
