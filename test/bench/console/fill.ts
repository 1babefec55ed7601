/** Puts messages that wait for approval into a workspace by the thousand, each to a chat of its own. */
import { sql } from "../../harness/index.ts";

const statements = [
  `INSERT INTO connections (id, workspace_id, status, bot_id, bot_username, bot_name, api_root,
     webhook_key_id, secret_digest, allowed_updates, created_by)
   SELECT $1, id, 'active', '1', 'bench_bot', 'Bench', 'http://127.0.0.1', 'bench', '\\x00', '{}', 'system'
   FROM workspaces`,
  `INSERT INTO chats (workspace_id, connection_id, chat_id, type, title, last_update_at)
   SELECT w.id, $1, n::text, 'private', 'Person ' || n, now() - make_interval(secs => n)
   FROM workspaces w, generate_series(1, $2::int) n`,
  `INSERT INTO messages (id, workspace_id, connection_id, chat_id, status, content, options, digest,
     requester_kind, requester_id, requester_name, policy_effect, created_at)
   SELECT 'msg_' || lpad(n::text, 26, '0'), w.id, $1, n::text, 'pending_approval',
     jsonb_build_object('type', 'text', 'text', 'Your parcel ' || n || ' comes tomorrow between 9 and 12.'),
     '{}', 'sha256:' || n, 'system', 'bench', 'Bench', 'require_approval',
     now() - make_interval(secs => $2::int - n)
   FROM workspaces w, generate_series(1, $2::int) n`,
  `INSERT INTO message_parts (id, workspace_id, message_id, connection_id, chat_id, ordinal, method, payload, status)
   SELECT 'part_' || lpad(n::text, 26, '0'), w.id, 'msg_' || lpad(n::text, 26, '0'), $1, n::text, 0, 'sendMessage',
     jsonb_build_object('chat_id', n::text, 'text', 'Your parcel ' || n || ' comes tomorrow between 9 and 12.'),
     'waiting'
   FROM workspaces w, generate_series(1, $2::int) n`,
  `INSERT INTO approvals (id, workspace_id, message_id, digest, status, requested_at)
   SELECT 'appr_' || lpad(n::text, 26, '0'), w.id, 'msg_' || lpad(n::text, 26, '0'), 'sha256:' || n, 'pending',
     now() - make_interval(secs => $2::int - n)
   FROM workspaces w, generate_series(1, $2::int) n WHERE $1 <> ''`,
];

export async function fillConsole(databaseUrl: string, rows: number): Promise<void> {
  const connectionId = `conn_${"0".repeat(25)}1`;
  const [connection = "", ...others] = statements;
  await sql(databaseUrl, connection, [connectionId]);
  for (const statement of others) await sql(databaseUrl, statement, [connectionId, rows]);
  await sql(databaseUrl, "ANALYZE");
}
