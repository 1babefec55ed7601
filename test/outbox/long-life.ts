/** A database as it looks after years: sent messages by the thousand, and little that still waits. */
import { type Database, newId } from "@lumenflow/db";
import { escapeLiteral, type PoolClient } from "pg";
import { bareConnection } from "../harness/index.ts";

export interface Years {
  readonly workspaceId: string;
  /** Of the connections, the one in whose line something waits. */
  readonly connectionId: string;
  readonly chatId: string;
}

/** `sent` messages over so many bots and twenty chats, and of each kind of open one a hundred. */
export async function liveForYears(
  database: Database,
  { sent, bots }: { readonly sent: number; readonly bots: number },
): Promise<Years> {
  const workspaceId = newId("workspace");
  await database.workspaces.add({ id: workspaceId, name: "Old" }, "system");
  for (let n = 1; n <= bots; n += 1) {
    const bot = { id: String(n), username: `b${n}_bot`, name: "Old" };
    await database.connections.add(bareConnection({ id: `conn_${n}`, workspaceId, bot }));
  }
  const query = (text: string, values: unknown[]) => database.pool.query(text, values);
  const values = [workspaceId, sent, bots];
  // A hundred of each that is not sent, the last that were asked for.
  await query(
    `INSERT INTO messages (id, workspace_id, connection_id, chat_id, status, priority, content,
       options, digest, requester_kind, requester_id, requester_name, policy_effect, idempotency_key,
       created_at, settled_at, send_at)
     SELECT 'msg_0' || lpad(n::text, 25, '0'), $1, 'conn_' || (1 + n % $3), (n % 20)::text, status, 1,
       '{"type":"text","text":"hello"}', '{}', 'sha256:' || n, 'key', 'key_1', 'Sidekick', 'auto_approve',
       CASE WHEN n > $2 - 1000 THEN n::text END, now() - ($2 - n) * interval '1 minute',
       CASE WHEN status = 'sent' THEN now() - ($2 - n) * interval '1 minute' END,
       CASE WHEN status = 'scheduled' THEN now() + interval '1 hour' END
     FROM (SELECT n, coalesce((ARRAY['queued', 'uncertain', 'pending_approval', 'scheduled'])
         [1 + (n - $2) / 100], 'sent') AS status
       FROM generate_series(1, $2::int + 399) n) rows`,
    values,
  );
  await query(
    `INSERT INTO message_parts (id, workspace_id, message_id, connection_id, chat_id, ordinal, method,
       payload, status, seq, attempt, claimed_at, settled_at, fence)
     SELECT 'part_' || substr(id, 5), workspace_id, id, connection_id, chat_id, 0, 'sendMessage',
       '{"chat_id":"1","text":"hello"}',
       CASE WHEN status IN ('pending_approval', 'scheduled') THEN 'waiting' ELSE status END,
       CASE WHEN status IN ('pending_approval', 'scheduled') THEN NULL
         ELSE row_number() OVER (ORDER BY id) END,
       1, created_at, settled_at, 0 FROM messages WHERE workspace_id = $1`,
    [workspaceId],
  );
  await query(
    `INSERT INTO approvals (id, workspace_id, message_id, digest, status)
     SELECT 'appr_' || substr(id, 5), workspace_id, id, digest,
       CASE WHEN status = 'pending_approval' THEN 'pending' ELSE 'approved' END
     FROM messages WHERE workspace_id = $1`,
    [workspaceId],
  );
  await query(
    `INSERT INTO message_transitions (id, workspace_id, message_id, at, status, actor)
     SELECT 'tr_' || k || substr(id, 5), workspace_id, id, created_at, status, 'system'
     FROM messages, generate_series(1, 3) k WHERE workspace_id = $1`,
    [workspaceId],
  );
  await database.pool.query(`UPDATE connections SET last_seq = ${sent + 1_000}`);
  await database.pool.query("VACUUM ANALYZE");
  return { workspaceId, connectionId: "conn_1", chatId: "0" };
}

/** What a statement read. */
export interface Explained {
  readonly name: string;
  /** Tables that were read from one end to the other. */
  readonly wholly: readonly string[];
  /** Rows that were looked at, in all tables, indexes and the statement's own parts together. */
  readonly rows: number;
  readonly ms: number;
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "CTE Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly Node[];
}

/** A pool's statements, each explained as it is run; nothing that they change stays. */
export function explaining(client: Pick<PoolClient, "query">) {
  const seen: Explained[] = [];
  let name = "";

  async function sql<Row>(
    statement: string | { readonly text: string },
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    await client.query("SAVEPOINT before");
    const rows =
      typeof statement === "string"
        ? await planFor(statement, values)
        : await planForAnyValues(statement.text, values);
    await client.query("ROLLBACK TO before");
    const [{ Plan: plan, "Execution Time": ms }] = rows[0]["QUERY PLAN"];
    const nodes = flat(plan as Node);
    seen.push({
      name,
      ms,
      wholly: nodes.flatMap((node) =>
        node["Node Type"] === "Seq Scan" && isLarge(node) ? [node["Relation Name"] ?? ""] : [],
      ),
      rows: nodes.filter(isScan).reduce((sum, node) => sum + lookedAt(node), 0),
    });
    const text = typeof statement === "string" ? statement : statement.text;
    return (await client.query(text, [...values])).rows as Row[];
  }

  async function planFor(text: string, values: readonly unknown[]) {
    return (await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values])).rows;
  }

  /** What a connection ends up with that runs a prepared statement again and again. */
  async function planForAnyValues(text: string, values: readonly unknown[]) {
    await client.query("SET LOCAL plan_cache_mode = force_generic_plan");
    await client.query(`PREPARE explained AS ${text}`);
    const given = values.length === 0 ? "" : `(${values.map(literalOf).join(", ")})`;
    const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE explained${given}`);
    await client.query("DEALLOCATE explained");
    return rows;
  }

  return {
    sql: Object.assign(sql, { tell: () => undefined }),
    seen,
    /** What runs next is of this name. */
    async explain(what: string, run: () => Promise<unknown>): Promise<void> {
      name = what;
      await client.query("BEGIN");
      try {
        await run();
      } finally {
        await client.query("ROLLBACK");
      }
    },
  };
}

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (!Array.isArray(value)) return escapeLiteral(String(value));
  return escapeLiteral(`{${value.map((each) => JSON.stringify(String(each))).join(",")}}`);
}

const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)];
const isScan = (node: Node) =>
  /Scan$/.test(node["Node Type"]) &&
  (node["Relation Name"] !== undefined || node["CTE Name"] !== undefined);
const lookedAt = (node: Node) =>
  (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];

const large = ["messages", "message_parts", "message_transitions", "approvals", "audit_entries"];
const isLarge = (node: Node) => large.includes(node["Relation Name"] ?? "");
