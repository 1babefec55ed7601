/** What a new owner takes over: the doubt about calls under way, the pace of past sends, held chats. */
import type { Repositories, TakenLine } from "@lumenflow/db";
import { mayRepeat } from "@lumenflow/telegram";
import type { Schedule } from "./pacing/schedule.ts";
import type { Results } from "./results.ts";

export interface InheritDeps {
  readonly line: TakenLine;
  readonly schedule: Schedule;
  readonly now: () => number;
  readonly outbox: Pick<Repositories["outbox"], "leftovers" | "recent" | "heldChats">;
  readonly results: Results;
  /** Milliseconds that a call to Telegram may take. */
  readonly telegramTimeoutMs: number;
}

/**
 * An owner that lost its line and still lives (a wiped Redis, a lost lease) may have a call on its way:
 * what comes next in that chat waits for so long after the claim. The line of a killed one is taken no
 * sooner anyway. A call that takes longer is in doubt, as any is that gets no answer, and holds nobody.
 */
const onItsWayMs = 5_000;

/**
 * Calls that an earlier owner began and never recorded become `uncertain`: nobody knows more. What may
 * be done twice, such as an edit, is simply done again.
 */
export async function inherit({
  line,
  schedule,
  now,
  outbox,
  results,
  telegramTimeoutMs,
}: InheritDeps): Promise<void> {
  const { connectionId, fence } = line;
  const [leftovers, recent, held] = await Promise.all([
    outbox.leftovers(connectionId, fence),
    outbox.recent(connectionId, {
      chatMs: Math.max(schedule.chatMs, onItsWayMs),
      callMs: telegramTimeoutMs,
    }),
    outbox.heldChats(connectionId),
  ]);
  const moment = now();
  schedule.inherit(
    recent.map(({ chatId, paid, settledAgoMs }) => ({
      chatId,
      paid,
      // Without an answer it may be arriving just now.
      answeredAt: moment - Math.max(settledAgoMs ?? 0, 0),
    })),
  );
  // Also where a new owner has put it in doubt already and is followed by another one.
  for (const { chatId, claimedAgoMs, answered } of recent) {
    const arrivedBy = moment - claimedAgoMs + onItsWayMs;
    if (!answered && arrivedBy > moment) schedule.holdChat(chatId, arrivedBy + schedule.chatMs);
  }
  for (const { chatId, heldMs } of held) schedule.holdChat(chatId, moment + heldMs);
  await Promise.all(
    leftovers.map(({ method, ...part }) =>
      results.record(
        mayRepeat(method)
          ? { ...part, to: "queued", waitMs: 0, spent: true, detail: interrupted.detail }
          : { ...part, to: "uncertain", failure: interrupted, known: nothing },
      ),
    ),
  );
}

const nothing = { written: null, status: null, elapsedMs: null };
const interrupted = {
  code: "interrupted",
  detail: "The sending process ended before Telegram's answer was recorded.",
  remedy: "It may have arrived. Look into the chat, then say delivered or resend.",
};
