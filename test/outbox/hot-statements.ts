/** Every statement of the outbox that runs often, as it would run in an installation of years. */
import { type Database, type NewMessage, newId } from "@lumenflow/db";
import { createApprovals } from "../../packages/db/src/repositories/approvals.ts";
import { createChats } from "../../packages/db/src/repositories/chats.ts";
import { createMessages } from "../../packages/db/src/repositories/messages.ts";
import { createOutbox } from "../../packages/db/src/repositories/outbox.ts";
import { createUploads } from "../../packages/db/src/repositories/uploads.ts";
import { type Explained, explaining, type Years } from "./long-life.ts";

export async function explainHotStatements(
  database: Database,
  { workspaceId, connectionId, chatId }: Years,
): Promise<Explained[]> {
  const client = await database.pool.connect();
  const { sql, seen, explain } = explaining(client);
  // What asks Prisma is not asked for here.
  const none = {} as never;
  const outbox = createOutbox(none, sql);
  const messages = createMessages(none, sql);
  const approvals = createApprovals(none, sql);
  const uploads = createUploads(none, sql);
  const chats = createChats(none, sql);
  const rows = async (text: string) => (await client.query<{ id: string }>(text)).rows;
  const queued = await rows(
    `SELECT p.id FROM message_parts p WHERE status = 'queued' AND connection_id = '${connectionId}'`,
  );
  const [doubtful] = await rows(
    "SELECT message_id AS id FROM message_parts WHERE status = 'uncertain'",
  );
  const [old] = await rows("SELECT id FROM messages ORDER BY id LIMIT 1");
  const sent = queued.map(({ id: partId }) => ({
    workspaceId,
    messageId: partId.replace("part_", "msg_"),
    partId,
    fence: "0",
    to: "sent" as const,
    messageIds: ["1"],
  }));
  const request = newMessage(workspaceId, connectionId, chatId);
  const asked = { id: newId("approval"), expiresAt: null };
  const approved = { ...asked, approvedByRule: { id: "pol_1", name: "All" } };
  const page = { limit: 51 };

  const claim = async () => {
    const wanted = queued.map(({ id: partId }) => ({ connectionId, fence: "0", partId }));
    const refused = (await outbox.claim(wanted)).filter(({ kind }) => kind !== "claimed");
    if (refused.length > 0) throw new Error(`${refused.length} parts cannot be claimed`);
  };

  const hot: Record<string, () => Promise<unknown>> = {
    take: () => outbox.take(connectionId),
    look: () => outbox.look([connectionId]),
    "what is left over": () => outbox.leftovers(connectionId, "1"),
    "recent sends": () => outbox.recent(connectionId, { chatMs: 1_005, callMs: 20_000 }),
    "held chats": () => outbox.heldChats(connectionId),
    "a window of the line": () => outbox.readLine(connectionId, 0, 2_000),
    claim,
    record: async () => {
      await claim();
      await outbox.record(sent);
    },
    "record the usual": async () => {
      await claim();
      await outbox.recordSent(sent);
    },
    "a request that is let go": () => messages.add({ ...request, status: "queued" }, approved),
    "a request that waits": () => messages.add({ ...request, status: "pending_approval" }, asked),
    "the sweep": () => outbox.claimable(30_000),
    "who is to wake": () => outbox.wakeDue(500),
    "what is due": () => outbox.dueMessages(200),
    "what has expired": () => outbox.expiredMessages(500),
    "approvals that have expired": () => approvals.expired(500),
    "doubts that a policy ends": () => outbox.dueDoubts(30_000, { limit: 200 }),
    "whose turn has come": () => outbox.whoseTurnHasCome(200),
    "keys to forget": () => messages.forgetKeys(30, 1_000),
    "messages to forget": () => messages.forgetFinished(null, { days: 365, limit: 500 }),
    "files to erase": () => uploads.eraseDue({ unusedHours: 24, failedDays: 7 }, 20),
    "a message": () => messages.find(workspaceId, doubtful?.id ?? ""),
    "its timeline": () => messages.timeline(workspaceId, old?.id ?? ""),
    "a key's message": () => messages.requestOf(workspaceId, "1"),
    "the newest messages": () => messages.list(workspaceId, page),
    "messages in doubt": () => messages.list(workspaceId, { ...page, status: ["uncertain"] }),
    "messages that failed": () => messages.list(workspaceId, { ...page, status: ["failed"] }),
    "messages sent": () => messages.list(workspaceId, { ...page, status: ["sent"] }),
    "a connection's messages": () => messages.list(workspaceId, { ...page, connectionId }),
    "a connection's that failed": () =>
      messages.list(workspaceId, { ...page, connectionId, status: ["failed"] }),
    "a chat's messages": () =>
      messages.list(workspaceId, { ...page, connectionId, chatIds: [chatId] }),
    "a chat's next messages": () =>
      messages.list(workspaceId, { ...page, connectionId, chatIds: [chatId], cursor: old?.id }),
    "a conversation": () => chats.timeline({ workspaceId, connectionId, chatIds: [chatId] }, page),
    "what Telegram means": () =>
      chats.said({ workspaceId, connectionId, chatIds: [chatId], messageId: "1" }),
    "approvals to decide": () => approvals.list(workspaceId, { ...page, status: ["pending"] }),
    "approvals rejected": () => approvals.list(workspaceId, { ...page, status: ["rejected"] }),
    "approvals that were decided": () =>
      approvals.list(workspaceId, {
        ...page,
        status: ["approved", "rejected", "expired", "cancelled"],
      }),
    "the newest approvals": () => approvals.list(workspaceId, page),
  };
  try {
    for (const [name, run] of Object.entries(hot)) await explain(name, run);
  } finally {
    client.release();
  }
  return seen;
}

function newMessage(
  workspaceId: string,
  connectionId: string,
  chatId: string,
): Omit<NewMessage, "status"> {
  return {
    ...{ id: newId("message"), workspaceId, connectionId, chatId, threadId: null },
    priority: 0,
    content: { type: "text", text: "hello" },
    options: {},
    digest: "sha256:1",
    reason: null,
    metadata: null,
    requester: { kind: "key", id: "key_1", name: "Sidekick" },
    idempotencyKey: "a new one",
    requestDigest: null,
    policyEffect: "auto_approve",
    policyRuleId: null,
    sendAt: null,
    expiresAt: null,
    parts: [{ method: "sendMessage", payload: { chat_id: chatId, text: "hello" }, files: [] }],
  };
}
