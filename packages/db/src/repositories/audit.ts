/** Appends audit entries: in the transaction of the change they describe, ids and digests only. */
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";

export interface AuditNote {
  readonly workspaceId: string;
  /** What happened, as `<aggregate>.<past tense>`: `connection.created`. */
  readonly action: string;
  /** `key:<id>`, `user:<id>` or `system`. */
  readonly initiator: string;
  /** Who allowed it, as above, or `auto` where a rule did. */
  readonly approver?: string | undefined;
  readonly ruleId?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly inputDigest?: string | undefined;
  readonly output?: string | undefined;
  /** Ids, counts, names of states, and what a rule says; never a message's text, a token or an address. */
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

export function createAudit(_client: Client, sql: Sql) {
  return {
    /** Appends one entry; call it within the transaction of the change. */
    async append(note: AuditNote): Promise<void> {
      await sql(
        `INSERT INTO audit_entries
           (id, workspace_id, action, initiator, approver, rule_id, subject_id, input_digest, output, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb)`,
        [
          newId("audit"),
          note.workspaceId,
          note.action,
          note.initiator,
          note.approver ?? null,
          note.ruleId ?? null,
          note.subjectId ?? null,
          note.inputDigest ?? null,
          note.output ?? null,
          note.detail === undefined ? null : JSON.stringify(note.detail),
        ],
      );
    },
  };
}
