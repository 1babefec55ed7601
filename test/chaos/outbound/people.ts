/** Everybody who has a say: who asks, who approves, who withdraws, who tampers, and who looks after doubts. */
import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "@lumenflow/db";
import type { Telegram } from "../../e2e/setup/telegram.ts";
import { eventually } from "../../harness/index.ts";
import type { Answer, Desk } from "../../outbox/desk.ts";
import type { Random } from "../random.ts";
import { telegramTimeoutMs } from "./cast.ts";
import type { Speaker } from "./rooms.ts";
import type { Wish } from "./wishes.ts";

export interface People {
  ask(wish: Wish): Promise<void>;
  /** By the message's id, what was asked for. */
  readonly asked: ReadonlyMap<string, Wish>;
  /** By the part's id, the places that it had before somebody decided to send it again, oldest first. */
  readonly earlierPlaces: ReadonlyMap<string, readonly EarlierPlace[]>;
  /** Begins to look after approvals, doubts, failures and connections, again and again, until `stop`. */
  start(): void;
  /** Whether nobody is in the middle of anything; true as well where they had to give up. */
  decided(): boolean;
  /** Throws what made somebody give up. */
  stop(): Promise<void>;
}

export interface EarlierPlace {
  readonly place: number;
  /** The moment before the decision, in milliseconds since the epoch. */
  readonly untilMs: number;
}

export interface PeopleDeps {
  readonly desk: Pick<Desk, "api">;
  readonly database: Database;
  readonly telegram: Telegram;
  readonly speakers: readonly Speaker[];
  readonly random: Random;
}

interface PendingApproval {
  readonly id: string;
  readonly messageId: string;
  readonly digest: string;
}

/** What they say instead of what was approved. */
export const tampered = "TAMPERED WITH";

const patienceMs = 120_000;
/** Beyond this a call has been answered or given up: what a chat shows then, it will go on showing. */
const certainAfterMs = 2 * telegramTimeoutMs;

export function createPeople({ desk, database, telegram, speakers, random }: PeopleDeps): People {
  const asked = new Map<string, Wish>();
  const earlierPlaces = new Map<string, EarlierPlace[]>();
  const considered = new Set<string>();
  const errands = new Set<Promise<void>>();
  const rounds: Promise<void>[] = [];
  let failure: unknown;
  let stopped = false;
  let open = 0;

  /** Whatever is away comes back: asked again until there is an answer that means something. */
  function insist(request: () => Promise<Answer>): Promise<Answer> {
    return eventually(
      async () => {
        const answer = await request();
        if (answer.status >= 500) throw new Error(`${answer.status}: ${answer.body.detail}`);
        return answer;
      },
      { timeoutMs: patienceMs, intervalMs: 200 },
    );
  }

  const query = <Row extends object>(text: string, values: unknown[] = []) =>
    eventually(async () => (await database.pool.query<Row>(text, values)).rows, {
      timeoutMs: patienceMs,
      intervalMs: 200,
    });

  async function ask(wish: Wish): Promise<void> {
    const speaker = speakers[wish.bot] as Speaker;
    const at = new Date(Date.now() + wish.inMs).toISOString();
    const body = {
      connectionId: speaker.connectionId,
      chatId: speaker.rooms[wish.room]?.chatIds[0],
      content: { type: "text", text: wish.text },
      priority: wish.priority,
      ...(wish.fate === "expire" && { expiresAt: at }),
      ...(wish.fate === "schedule" && { sendAt: at }),
    };
    const answer = await insist(() =>
      desk.api("POST", "/messages", { key: `wish-${wish.n}`, body }),
    );
    // An answer that was lost beside a time that has passed meanwhile is another request: it is not made.
    if (answer.status === 400) return;
    if (answer.status !== 202) throw new Error(`asked: ${JSON.stringify(answer.body)}`);
    const { id, approvalId } = answer.body;
    asked.set(id, wish);
    if (approvalId === undefined || answer.body.status !== "pending_approval") approved(id, wish);
    if (wish.fate === "cancel") run(() => cancel(id));
  }

  function run(errand: () => Promise<void>): void {
    const work = errand()
      .catch(failed)
      .finally(() => errands.delete(work));
    errands.add(work);
  }

  function failed(error: unknown): void {
    failure ??= error;
    stopped = true;
  }

  function approved(messageId: string, { fate }: Wish): void {
    if (fate === "tamper") run(() => tamper(messageId));
  }

  async function cancel(messageId: string): Promise<void> {
    await pause(random.below(3_000));
    await insist(() => desk.api("POST", `/messages/${messageId}/cancel`));
  }

  /** Past the API, as somebody with a password for the database could. */
  async function tamper(messageId: string): Promise<void> {
    await query(
      `UPDATE message_parts SET payload = jsonb_set(payload, '{text}', to_jsonb($2 || (payload->>'text')))
       WHERE message_id = $1 AND ordinal = 0 AND status = 'queued'
         AND payload->>'text' NOT LIKE $2 || '%'`,
      [messageId, tampered],
    );
  }

  async function pending(): Promise<PendingApproval[]> {
    const all: PendingApproval[] = [];
    let cursor: string | null = null;
    do {
      const from: string = cursor === null ? "" : `&cursor=${cursor}`;
      const { body }: Answer = await insist(() =>
        desk.api("GET", `/approvals?status=pending&limit=200${from}`, { caller: "approver" }),
      );
      all.push(...body.data);
      cursor = body.nextCursor;
    } while (cursor !== null);
    return all.toReversed();
  }

  async function approve(): Promise<void> {
    const all = (await pending()).flatMap((approval) => {
      const wish = asked.get(approval.messageId);
      return wish === undefined || wish.fate === "ignore" ? [] : [{ ...approval, wish }];
    });
    open = all.length;
    for (const { id, digest, wish } of all.filter(({ wish }) => wish.fate === "edit")) {
      const content = { type: "text", text: `${wish.text} (besser)` };
      const body = { decision: "approved", digest, content };
      await insist(() =>
        desk.api("POST", `/approvals/${id}/resolve`, { caller: "approver", body }),
      );
    }
    const plain = all.filter(({ wish }) => wish.fate !== "edit");
    for (let from = 0; from < plain.length; from += 50) {
      const batch = plain.slice(from, from + 50);
      const decisions = batch.map(({ id, digest, wish }) => ({
        id,
        digest,
        decision: wish.fate === "reject" ? "rejected" : "approved",
      }));
      await insist(() =>
        desk.api("POST", "/approvals/resolve", { caller: "approver", body: { decisions } }),
      );
      for (const { messageId, wish } of batch) approved(messageId, wish);
    }
  }

  /** Remembers where parts of a message stand that are about to get new places. */
  async function remember(messageId: string, status: "uncertain" | "failed"): Promise<void> {
    const parts = await query<{ id: string; seq: string }>(
      "SELECT id, seq FROM message_parts WHERE message_id = $1 AND status = $2 AND seq IS NOT NULL",
      [messageId, status],
    );
    const untilMs = performance.timeOrigin + performance.now();
    for (const { id, seq } of parts) {
      const place = { place: Number(seq), untilMs };
      earlierPlaces.set(id, [...(earlierPlaces.get(id) ?? []), place]);
    }
  }

  async function endDoubts(): Promise<void> {
    const doubts = await query<{ messageId: string; ordinal: number; text: string }>(
      `SELECT message_id AS "messageId", ordinal, payload->>'text' AS text FROM message_parts
       WHERE status = 'uncertain' AND claimed_at < now() - $1::float8 * interval '1 millisecond'`,
      [certainAfterMs],
    );
    for (const { messageId, ordinal, text } of doubts) {
      const shown = await isShown(messageId, text);
      const dice = random.below(100);
      const seen = dice < 80 ? "delivered" : dice < 93 ? "resend" : "abandon";
      const outcome = shown ? seen : dice < 80 ? "resend" : "abandon";
      if (outcome === "resend") await remember(messageId, "uncertain");
      const reason = shown ? "the chat shows it" : "the chat does not show it";
      const body = { outcome, part: ordinal, reason };
      await insist(() =>
        desk.api("POST", `/messages/${messageId}/resolve`, { caller: "approver", body }),
      );
    }
  }

  async function isShown(messageId: string, text: string): Promise<boolean> {
    const wish = asked.get(messageId);
    const speaker = speakers[wish?.bot ?? 0] as Speaker;
    for (const chatId of speaker.rooms[wish?.room ?? 0]?.chatIds ?? []) {
      const { data } = await telegram.control<{ data: { text?: string }[] }>(
        "GET",
        `/chats/${chatId}/messages?botId=${speaker.botId}`,
      );
      if (data.some((each) => each.text === text)) return true;
    }
    return false;
  }

  /** Half of what Telegram refused is sent again. */
  async function retryFailed(): Promise<void> {
    const failed = await query<{ id: string }>(
      "SELECT id FROM messages WHERE status = 'failed' AND failure_code = 'button_invalid'",
    );
    for (const { id } of failed) {
      if (considered.has(id)) continue;
      considered.add(id);
      if (random.below(2) === 0) continue;
      await remember(id, "failed");
      await insist(() => desk.api("POST", `/messages/${id}/retry`));
    }
  }

  /** As verifying a connection leaves it, once Telegram takes its token again. */
  async function helpConnections(): Promise<void> {
    await query(
      `UPDATE connections SET status = 'active', status_cause = NULL, status_reason = NULL,
         status_remedy = NULL WHERE status = 'action_required'`,
    );
  }

  async function again(work: () => Promise<void>, everyMs: number): Promise<void> {
    while (!stopped) {
      await work();
      await pause(everyMs);
    }
  }

  return {
    ask,
    asked,
    earlierPlaces,
    decided: () => stopped || (open === 0 && errands.size === 0),
    start() {
      for (const [work, everyMs] of [
        [approve, 100],
        [endDoubts, 500],
        [retryFailed, 500],
        [helpConnections, 1_000],
      ] as const) {
        rounds.push(again(work, everyMs).catch(failed));
      }
    },
    async stop() {
      stopped = true;
      await Promise.all([...rounds, ...errands]);
      if (failure !== undefined) throw failure;
    },
  };
}
