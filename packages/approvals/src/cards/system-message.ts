/** Puts a message of the system itself into a linked chat's line: exempt from rules, not from pace and digest. */
import { newId, type Repositories, type StoredFile } from "@lumenflow/db";
import { digestOfParts, uploadsOf } from "@lumenflow/outbound";

export interface SystemCall {
  readonly method: string;
  /** Without the chat. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly files?: readonly StoredFile[] | undefined;
}

export interface SystemMessage {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly botId: string;
  readonly chatId: string;
  /** Which approval it shows, so that its text goes when the message's does. */
  readonly approvalId?: string | undefined;
  /** Not sent any more then. */
  readonly expiresAt?: Date | null | undefined;
  readonly calls: readonly SystemCall[];
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
  { workspaceId, connectionId, botId, chatId, approvalId, expiresAt = null, calls }: SystemMessage,
): Promise<string | null> {
  const id = newId("message");
  const parts = calls.map(({ method, params, files = [] }) => ({
    ...{ method, files },
    payload: { chat_id: chatId, ...params },
  }));
  const digest = digestOfParts({ workspaceId, botId, chatId, threadId: null, parts });
  const added = await tx.messages.add(
    {
      ...{ id, workspaceId, connectionId, chatId, threadId: null, digest, requester, parts },
      origin: "system",
      status: "queued",
      priority: 0,
      content: { type: "system" },
      options: {},
      reason: null,
      metadata: approvalId === undefined ? null : { approvalId },
      idempotencyKey: null,
      requestDigest: null,
      policyEffect: "auto_approve",
      policyRuleId: null,
      sendAt: null,
      expiresAt,
    },
    {
      id: newId("approval"),
      expiresAt: null,
      approvedByRule: { id: "approvals", name: "A card of the system itself" },
    },
  );
  if (added === null) return null;
  if (!(await tx.uploads.bind(workspaceId, id, uploadsOf(parts)))) {
    throw new Error("a file that a message still waits with is not kept any more");
  }
  return id;
}
