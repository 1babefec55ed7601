/** Puts approved messages into a line by the thousand, with one statement per table, each with the digest that it must have. */
import { createHash } from "node:crypto";
import { canonicalSubject } from "@lumenflow/governance";
import { digestOfParts } from "@lumenflow/outbound";
import { sql } from "../../harness/index.ts";
import type { Line, SendingHouse } from "./house.ts";

export interface Filling {
  readonly line: Line;
  /** One message to each, in this order; a number stands for chats 1 to that. */
  readonly chatIds: readonly string[] | number;
}

const method = "sendMessage";

export async function fillLine(
  { databaseUrl, workspaceId }: Pick<SendingHouse, "databaseUrl" | "workspaceId">,
  { line, chatIds }: Filling,
): Promise<void> {
  const { connectionId, botId } = line;
  const template = templateOf(workspaceId, botId);
  const count = typeof chatIds === "number" ? chatIds : chatIds.length;
  const given = typeof chatIds === "number" ? null : chatIds;
  // Ids sort as they are sent, and tell of their line.
  const prefix = connectionId.slice(-10);
  await sql(
    databaseUrl,
    `WITH given AS MATERIALIZED (
       SELECT n, $1 || lpad(n::text, 16, '0') AS tail,
         coalesce(($2::text[])[n], n::text) AS chat_id, n::text AS text
       FROM generate_series(1, $3::int) n
     ), digested AS MATERIALIZED (
       SELECT *, 'sha256:' || encode(sha256(convert_to(
         replace(replace($4, '<chat>', chat_id), '<text>', text), 'UTF8')), 'hex') AS digest
       FROM given
     ), messages AS (
       INSERT INTO messages (id, workspace_id, connection_id, chat_id, status, priority, content,
         options, digest, requester_kind, requester_id, requester_name, policy_effect)
       SELECT 'msg_' || tail, $5, $6, chat_id, 'queued', 1,
         jsonb_build_object('type', 'text', 'text', text), '{}', digest,
         'system', 'bench', 'bench', 'auto_approve' FROM digested
     ), parts AS (
       INSERT INTO message_parts (id, workspace_id, message_id, connection_id, chat_id, ordinal,
         method, payload, status, priority, seq)
       SELECT 'part_' || tail, $5, 'msg_' || tail, $6, chat_id, 0, $7,
         jsonb_build_object('chat_id', chat_id, 'text', text), 'queued', 1, n FROM digested
     ), approvals AS (
       INSERT INTO approvals (id, workspace_id, message_id, digest, status, decided_at)
       SELECT 'appr_' || tail, $5, 'msg_' || tail, digest, 'approved', now() FROM digested
     )
     UPDATE connections SET last_seq = $3::int WHERE id = $6`,
    [prefix, given, count, template, workspaceId, connectionId, method],
  );
}

/** As autovacuum does within a minute: plans made for empty tables are not what is measured. */
export async function analyze({ databaseUrl }: Pick<SendingHouse, "databaseUrl">): Promise<void> {
  await sql(databaseUrl, "ANALYZE connections, messages, message_parts, approvals");
}

/** The digested text with places for chat and text; refuses where it is not what a digest is made of. */
function templateOf(workspaceId: string, botId: string): string {
  const subject = (chatId: string, text: string) => ({
    workspaceId,
    botId,
    chatId,
    threadId: null,
    parts: [{ method, payload: { chat_id: chatId, text }, files: [] }],
  });
  const { parts, ...rest } = subject("<chat>", "<text>");
  const template = canonicalSubject({
    ...rest,
    deviations: ["migration"],
    parts: parts.map(({ payload }) => ({ method, params: payload })),
  });
  const filled = template.replaceAll("<chat>", "1").replaceAll("<text>", "2");
  const digest = `sha256:${createHash("sha256").update(filled).digest("hex")}`;
  if (digest !== digestOfParts(subject("1", "2")))
    throw new Error("messages are digested otherwise");
  return template;
}
