/** Puts a message of the system itself into a linked chat's line: exempt from rules, not from pace and digest. */
import { newId, type Repositories } from "@lumenflow/db";
import { digestOfParts } from "@lumenflow/outbound";

export interface SystemMessage {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly botId: string;
  readonly chatId: string;
  readonly method: "sendMessage" | "editMessageText";
  readonly params: Readonly<Record<string, unknown>> & { readonly text: string };
}

const requester = { kind: "system", id: "approvals", name: "Approvals" } as const;

/**
 * The message's id, or null where its connection takes nothing more. There is no other way to make
 * one, and none from outside: what goes out is drawn by this room, Postgres refuses every chat that is
 * not linked, and the sender asks for an approval of this very digest as it does for all others.
 * Belongs into a transaction.
 */
export async function postSystemMessage(
  tx: Repositories,
  { workspaceId, connectionId, botId, chatId, method, params }: SystemMessage,
): Promise<string | null> {
  const id = newId("message");
  const payload = { chat_id: chatId, ...params };
  const parts = [{ method, payload, files: [] }];
  const digest = digestOfParts({ workspaceId, botId, chatId, threadId: null, parts });
  const added = await tx.messages.add(
    {
      ...{ id, workspaceId, connectionId, chatId, threadId: null, digest, requester, parts },
      origin: "system",
      status: "queued",
      priority: 0,
      content: { type: "text", text: params.text },
      options: {},
      reason: null,
      metadata: null,
      idempotencyKey: null,
      requestDigest: null,
      policyEffect: "auto_approve",
      policyRuleId: null,
      sendAt: null,
      expiresAt: null,
    },
    {
      id: newId("approval"),
      expiresAt: null,
      approvedByRule: { id: "approvals", name: "A card of the system itself" },
    },
  );
  return added ? id : null;
}
