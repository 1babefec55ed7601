/** By what the members of a workspace want to be told of approvals, and when not. */
import { type NoticePreference, noticeChannels } from "@lumenflow/governance";
import type { Client, Sql } from "../client.ts";
import { newId } from "../ids.ts";

export interface MemberNotice extends NoticePreference {
  readonly name: string;
  readonly role: string;
}

export interface NoticeChange {
  readonly workspaceId: string;
  readonly userId: string;
  readonly channels: readonly string[];
  readonly quietHours: unknown;
}

export function createNotices(_client: Client, sql: Sql) {
  return {
    /**
     * What these people have chosen, in the order of their ids, with what counts where they have
     * chosen nothing. Whoever is no member (any more) is left out: nobody tells them. Without
     * `userIds` all members. Governance's `noticesNow` says what follows from it at a time.
     */
    async of(workspaceId: string, userIds?: readonly string[]): Promise<MemberNotice[]> {
      return sql(
        `SELECT m.user_id AS "userId", u.name, m.role,
                COALESCE(p.channels, $3::text[]) AS channels, p.quiet_hours AS "quietHours"
         FROM members m
         JOIN users u ON u.id = m.user_id
         LEFT JOIN notification_preferences p
           ON p.workspace_id = m.workspace_id AND p.user_id = m.user_id
         WHERE m.workspace_id = $1 AND ($2::text[] IS NULL OR m.user_id = ANY($2::text[]))
         ORDER BY m.user_id`,
        [workspaceId, userIds ?? null, noticeChannels],
      );
    },

    /** Keeps a member's choice, and enters it into the trail; false where they are none. */
    async choose(choice: NoticeChange): Promise<boolean> {
      const rows = await sql(
        `WITH chosen AS (
           INSERT INTO notification_preferences (workspace_id, user_id, channels, quiet_hours)
           SELECT workspace_id, user_id, $3::text[], $4::text::jsonb FROM members
           WHERE workspace_id = $1 AND user_id = $2
           ON CONFLICT (workspace_id, user_id) DO UPDATE
           SET channels = EXCLUDED.channels, quiet_hours = EXCLUDED.quiet_hours, updated_at = now()
           RETURNING workspace_id, user_id, channels, quiet_hours
         )
         INSERT INTO audit_entries (id, workspace_id, action, initiator, subject_id, detail)
         SELECT $5, workspace_id, 'notice.chosen', 'user:' || user_id, user_id,
           jsonb_build_object('channels', to_jsonb(channels), 'quietHours', quiet_hours)
         FROM chosen RETURNING id`,
        [
          choice.workspaceId,
          choice.userId,
          choice.channels,
          choice.quietHours == null ? null : JSON.stringify(choice.quietHours),
          newId("audit"),
        ],
      );
      return rows.length > 0;
    },
  };
}
