/** Lists audit entries, newest first, with the names of who acted and what opens a digest. */
import type { Sql } from "../../client.ts";

export interface AuditFilter {
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
  /** `message.sent`, or `message` for everything about messages. */
  readonly action?: string | undefined;
  /** `key:<id>`, `user:<id>` or `system`. */
  readonly initiator?: string | undefined;
  /** What it was done to; a message's entries include those of its approvals. */
  readonly subject?: string | undefined;
}

/** Where a page ends. */
export interface AuditPlace {
  readonly at: string;
  readonly id: string;
}

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly initiator: string;
  /** Null where it has none, or is gone. */
  readonly initiatorName: string | null;
  readonly approver: string | null;
  readonly approverName: string | null;
  readonly ruleId: string | null;
  readonly subjectId: string | null;
  readonly inputDigest: string | null;
  /** What the digest was made of; null where there is none, or its message was purged or edited. */
  readonly opening: { readonly digest: string; readonly salt: string } | null;
  readonly output: string | null;
  readonly detail: unknown;
  readonly seq: string | null;
  readonly hash: string | null;
}

export async function listAudit(
  sql: Sql,
  workspaceId: string,
  { from, to, action, initiator, subject }: AuditFilter,
  { after, limit }: { readonly after?: AuditPlace | undefined; readonly limit: number },
): Promise<AuditRow[]> {
  const values: unknown[] = [workspaceId, limit];
  const param = (value: unknown) => `$${values.push(value)}`;
  const where = ["e.workspace_id = $1"];
  if (from !== undefined) where.push(`e.at >= ${param(from.toISOString())}::text::timestamptz`);
  if (to !== undefined) where.push(`e.at < ${param(to.toISOString())}::text::timestamptz`);
  if (action !== undefined) {
    const given = `${param(action)}::text`;
    where.push(`(e.action = ${given} OR starts_with(e.action, ${given} || '.'))`);
  }
  if (initiator !== undefined) where.push(`e.initiator = ${param(initiator)}`);
  if (subject !== undefined) {
    const given = `${param(subject)}::text`;
    where.push(`e.subject_id = ANY(ARRAY(SELECT ${given} UNION ALL
      SELECT id FROM approvals WHERE workspace_id = $1 AND message_id = ${given}))`);
  }
  if (after !== undefined) {
    where.push(`(e.at, e.id) < (${param(after.at)}::text::timestamptz, ${param(after.id)}::text)`);
  }
  return sql<AuditRow>(
    `WITH page AS (
       SELECT * FROM audit_entries e WHERE ${where.join(" AND ")}
       ORDER BY e.at DESC, e.id DESC LIMIT $2
     )
     SELECT e.id, e.at, e.action, e.initiator, ${nameOf("e.initiator")} AS "initiatorName",
       e.approver, ${nameOf("e.approver")} AS "approverName", e.rule_id AS "ruleId",
       e.subject_id AS "subjectId", e.input_digest AS "inputDigest", o.opening, e.output, e.detail,
       e.seq::text AS seq, encode(e.hash, 'hex') AS hash
     FROM page e LEFT JOIN LATERAL (${opening}) o ON true
     ORDER BY e.at DESC, e.id DESC`,
    values,
  );
}

/** A key's only within its workspace: others' are not told. */
function nameOf(actor: string): string {
  return `CASE split_part(${actor}, ':', 1)
    WHEN 'key' THEN (SELECT k.name FROM api_keys k
      WHERE k.workspace_id = e.workspace_id AND k.id = split_part(${actor}, ':', 2))
    WHEN 'user' THEN (SELECT u.name FROM users u WHERE u.id = split_part(${actor}, ':', 2))
  END`;
}

const opening = `
  SELECT json_build_object('digest', d.digest, 'salt', encode(m.commitment_salt, 'hex')) AS opening
  FROM messages m
  LEFT JOIN approvals a ON a.workspace_id = m.workspace_id AND a.message_id = m.id
    AND a.id = e.subject_id
  CROSS JOIN LATERAL (VALUES (m.digest), (a.digest)) AS d(digest)
  WHERE e.input_digest IS NOT NULL AND m.workspace_id = e.workspace_id
    AND m.id = CASE WHEN e.subject_id LIKE 'appr\\_%'
      THEN (SELECT message_id FROM approvals
        WHERE workspace_id = e.workspace_id AND id = e.subject_id) ELSE e.subject_id END
    AND commitment_to(d.digest, m.commitment_salt) = e.input_digest
  LIMIT 1`;
