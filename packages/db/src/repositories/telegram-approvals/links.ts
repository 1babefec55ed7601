/** Links between Telegram and approvers: codes that work once, and what they have linked. */
import type { Sql } from "../../client.ts";
import { newId } from "../../ids.ts";
import { isSandbox, lacksSecondFactor } from "../trusted.ts";

export interface NewCode {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly kind: "private" | "group";
  /** Whom it links; null for groups. */
  readonly userId: string | null;
  /** SHA-256 of the code. */
  readonly digest: Uint8Array;
  readonly createdBy: string;
  readonly minutes: number;
}

export interface LinkRow {
  readonly id: string;
  readonly connectionId: string;
  readonly botUsername: string;
  readonly connectionStatus: string;
  readonly kind: "private" | "group";
  readonly chatId: string;
  readonly title: string;
  readonly userId: string | null;
  readonly userName: string | null;
  /** The person's role; null where they left, lack the second factor that is asked for, and for groups. */
  readonly role: string | null;
  /** Its bot is the sandbox's, where anybody who reaches it can play everybody. */
  readonly sandbox: boolean;
  readonly linkedAt: Date;
}

export interface Redemption {
  readonly connectionId: string;
  readonly digest: Uint8Array;
  readonly chatId: string;
  readonly kind: "private" | "group";
  readonly title: string;
  readonly telegramUserId: string;
}

export interface Redeemed {
  readonly linkId: string;
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly kind: "private" | "group";
}

export interface LinkedPerson {
  readonly id: string;
  readonly name: string;
  /** Null where they left the workspace. */
  readonly role: string | null;
  /** The workspace asks for a second factor, and they have none. */
  readonly lacksSecondFactor: boolean;
}

/** Forgets codes that ran out on the way. The end of the new one. */
export async function addCode(sql: Sql, code: NewCode): Promise<{ id: string; expiresAt: Date }> {
  const [row] = await sql<{ id: string; expiresAt: Date }>(
    `WITH gone AS (DELETE FROM telegram_link_codes WHERE expires_at < now() - interval '1 day'),
     audited AS (
       INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
       VALUES ($8, $2, 'telegram_link.code_made', $7, $1,
         jsonb_build_object('kind', $4::text, 'connectionId', $3::text))
     )
     INSERT INTO telegram_link_codes (id, workspace_id, connection_id, kind, user_id, digest,
       created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5::text, $6, $7, clock_timestamp() + $9::int * interval '1 minute')
     RETURNING id, expires_at AS "expiresAt"`,
    [
      newId("linkCode"),
      code.workspaceId,
      code.connectionId,
      code.kind,
      code.userId,
      code.digest,
      code.createdBy,
      newId("audit"),
      code.minutes,
    ],
  );
  if (row === undefined) throw new Error("Postgres gave no answer");
  return row;
}

/**
 * Uses a code, once, whatever comes of it: one that turns up in another kind of chat than it is for has
 * got into other hands. Links that it replaces end. Null where nothing was linked. Belongs into a
 * transaction.
 */
export async function redeem(sql: Sql, given: Redemption): Promise<Redeemed | null> {
  const [code] = await sql<{
    workspaceId: string;
    kind: string;
    userId: string | null;
    createdBy: string;
    workspaceName: string;
  }>(
    `UPDATE telegram_link_codes c SET used_at = clock_timestamp() FROM workspaces w
     WHERE c.digest = $1 AND c.connection_id = $2 AND c.used_at IS NULL
       AND c.expires_at > clock_timestamp() AND w.id = c.workspace_id
       AND (c.user_id IS NULL OR EXISTS (SELECT FROM members m
         WHERE m.workspace_id = c.workspace_id AND m.user_id = c.user_id))
     RETURNING c.workspace_id AS "workspaceId", c.kind, c.user_id AS "userId",
       c.created_by AS "createdBy", w.name AS "workspaceName"`,
    [given.digest, given.connectionId],
  );
  if (code === undefined || code.kind !== given.kind) return null;
  const { workspaceId, userId, createdBy } = code;
  const telegramUserId = given.kind === "private" ? given.telegramUserId : null;
  await sql(
    `UPDATE telegram_links SET unlinked_at = clock_timestamp()
     WHERE workspace_id = $1 AND unlinked_at IS NULL
       AND ((kind = 'private' AND (user_id = $2::text OR telegram_user_id = $3::text))
         OR (connection_id = $4 AND chat_id = $5))`,
    [workspaceId, userId, telegramUserId, given.connectionId, given.chatId],
  );
  const linkId = newId("telegramLink");
  await sql(
    `WITH linked AS (
       INSERT INTO telegram_links (id, workspace_id, connection_id, kind, chat_id, title, user_id,
         telegram_user_id, linked_by, linked_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7::text, $8::text, $9, clock_timestamp())
     )
     INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
     VALUES ($10, $2, 'telegram_link.linked', $9, $1,
       jsonb_build_object('kind', $4::text, 'chatId', $5::text, 'telegramUserId', $8::text))`,
    [
      linkId,
      workspaceId,
      given.connectionId,
      given.kind,
      given.chatId,
      given.title,
      userId,
      telegramUserId,
      createdBy,
      newId("audit"),
    ],
  );
  const { workspaceName } = code;
  return { linkId, workspaceId, workspaceName, kind: given.kind };
}

/** Whatever is asked is to be asked in a new chat as well. The last statement of its transaction. */
export async function askEverything(sql: Sql, workspaceId: string): Promise<void> {
  await sql(
    `UPDATE approvals SET cards_due_at = clock_timestamp()
     WHERE workspace_id = $1 AND status = 'pending'`,
    [workspaceId],
  );
}

/** Those that stand, the oldest first. */
export async function findLinks(sql: Sql, workspaceId: string): Promise<LinkRow[]> {
  return sql(
    `SELECT l.id, l.connection_id AS "connectionId", c.bot_username AS "botUsername",
       c.status AS "connectionStatus", l.kind, l.chat_id AS "chatId", l.title,
       l.user_id AS "userId", u.name AS "userName", ${isSandbox("c")} AS sandbox,
       CASE WHEN NOT ${lacksSecondFactor} THEN m.role END AS role, l.linked_at AS "linkedAt"
     FROM telegram_links l
     JOIN connections c ON c.workspace_id = l.workspace_id AND c.id = l.connection_id
     JOIN workspaces w ON w.id = l.workspace_id
     LEFT JOIN users u ON u.id = l.user_id
     LEFT JOIN members m ON m.workspace_id = l.workspace_id AND m.user_id = l.user_id
     WHERE l.workspace_id = $1 AND l.unlinked_at IS NULL ORDER BY l.id`,
    [workspaceId],
  );
}

export async function unlink(
  sql: Sql,
  workspaceId: string,
  id: string,
  initiator: string,
): Promise<boolean> {
  const rows = await sql(
    `WITH ended AS (
       UPDATE telegram_links SET unlinked_at = clock_timestamp()
       WHERE workspace_id = $1 AND id = $2 AND unlinked_at IS NULL RETURNING id, workspace_id
     )
     INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id)
     SELECT $3, workspace_id, 'telegram_link.unlinked', $4, id FROM ended RETURNING id`,
    [workspaceId, id, newId("audit"), initiator],
  );
  return rows.length > 0;
}

/** Whose Telegram account it is, or the sandbox's of that number; null where it is nobody's here. */
export async function personOf(
  sql: Sql,
  workspaceId: string,
  account: { readonly telegramUserId: string; readonly sandbox: boolean },
): Promise<LinkedPerson | null> {
  const [row] = await sql<LinkedPerson>(
    `SELECT u.id, u.name, m.role, ${lacksSecondFactor} AS "lacksSecondFactor"
     FROM telegram_links l JOIN users u ON u.id = l.user_id
     JOIN workspaces w ON w.id = l.workspace_id
     JOIN connections c ON c.workspace_id = l.workspace_id AND c.id = l.connection_id
     LEFT JOIN members m ON m.workspace_id = l.workspace_id AND m.user_id = l.user_id
     WHERE l.workspace_id = $1 AND l.telegram_user_id = $2 AND l.unlinked_at IS NULL
       AND l.kind = 'private' AND ${isSandbox("c")} = $3`,
    [workspaceId, account.telegramUserId, account.sandbox],
  );
  return row ?? null;
}
