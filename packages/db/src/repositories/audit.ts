/** Appends audit entries, in the transaction of the change they describe, ids and digests only; and lists them. */
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";
import { type AuditFilter, type AuditPlace, type AuditRow, listAudit } from "./audit/list.ts";

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

    /**
     * Enters what a person did, or somebody under their e-mail, into the trail of every workspace
     * that they belong to. Of somebody who is unknown, or belongs nowhere, no trail tells.
     */
    async appendOfPerson(
      note: {
        readonly action: string;
        readonly detail?: Readonly<Record<string, unknown>> | undefined;
      } & (
        | {
            readonly userId: string;
            /** False where it is not sure that it was them; so it stands under nobody's name. */
            readonly proven?: boolean | undefined;
          }
        | { readonly email: string }
      ),
    ): Promise<void> {
      const known = "userId" in note;
      const proven = known && note.proven !== false;
      await sql(
        `INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
         SELECT $1 || row_number() OVER (ORDER BY m.id), m.workspace_id, $2,
           CASE WHEN $6 THEN 'user:' || u.id ELSE 'system' END, u.id, $5::text::jsonb
         FROM users u JOIN members m ON m.user_id = u.id
         WHERE CASE WHEN $3 THEN u.id ELSE u.email END = $4`,
        [
          newId("audit"),
          note.action,
          known,
          known ? note.userId : note.email.toLowerCase(),
          note.detail === undefined ? null : JSON.stringify(note.detail),
          proven,
        ],
      );
    },

    /** Newest first, behind a place. */
    list: (
      workspaceId: string,
      filter: AuditFilter,
      page: { readonly after?: AuditPlace | undefined; readonly limit: number },
    ): Promise<AuditRow[]> => listAudit(sql, workspaceId, filter, page),
  };
}
