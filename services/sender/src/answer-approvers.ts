/** Answers what approvers do in Telegram: decides what they press, links what they say, and tells them at once. */
import { answerPress, redeemCode } from "@lumenflow/approvals";
import type { Database, WaitingInput } from "@lumenflow/db";
import {
  done,
  drainOutbox,
  type answerApprovers as job,
  type PayloadOf,
  retry,
  snooze,
  type Verdict,
} from "@lumenflow/jobs";
import { type JobContext, type Queues, ringAfterCommit } from "@lumenflow/queue";
import { CannotOpen, type Keyring } from "@lumenflow/runtime";
import {
  type ApiRoots,
  type ApproverInput,
  apiRootFor,
  type BotApi,
  classify,
  createBotApi,
  type Press,
  type Transport,
} from "@lumenflow/telegram";

export interface AnswerApproversDeps {
  readonly database: Pick<Database, "credentials" | "telegramApprovals" | "transaction">;
  readonly queues: Pick<Queues, "ringAll">;
  readonly keyring: Pick<Keyring, "open">;
  readonly transport: Transport;
  readonly roots: () => ApiRoots;
  readonly telegramTimeoutMs: number;
}

const atOnce = 50;
/** Telegram shows a press as under way until it is answered, and forgets it after 150 s. */
const answerMs = 5_000;
const worthMs = 140_000;
/** A press may overtake the record that its card was sent; later it has never been sent. */
const overtakingMs = 10_000;
const lookAgainMs = 200;

type Context = Pick<JobContext, "logger">;

/**
 * The handler of the job `answer-approvers`. The decision commits first, then the press is answered,
 * not through the outbox: whoever is killed in between answers again, and decides nothing twice.
 */
export function createAnswerApprovers(deps: AnswerApproversDeps) {
  const { telegramApprovals } = deps.database;
  const transaction = deps.database.transaction;

  return async function answerApprovers(
    { connectionId }: PayloadOf<typeof job>,
    { logger }: Context,
  ): Promise<Verdict> {
    for (;;) {
      const inputs = await telegramApprovals.waitingInputs(connectionId, atOnce);
      if (inputs.length === 0) return done();
      let early = 0;
      for (const each of inputs) {
        const answered = await answer(each);
        if (answered === "early") early += 1;
        else if (answered !== "done") return answered;
        else await telegramApprovals.answered(each.id);
      }
      if (early === inputs.length) return snooze(lookAgainMs);
    }

    async function answer(waiting: WaitingInput): Promise<Verdict | "done" | "early"> {
      const input = waiting.input as ApproverInput;
      if (input.kind === "code") {
        await ring(await redeemCode(transaction, connectionId, input));
        return "done";
      }
      const { workspaceId, ageMs } = waiting;
      const pressed = await answerPress(
        transaction,
        { telegramApprovals },
        { workspaceId, connectionId },
        input,
        { mayBeEarly: ageMs < overtakingMs },
      );
      if (pressed === "early") return "early";
      await ring(pressed.ring);
      if (ageMs > worthMs) return "done";
      return tell(workspaceId, input, pressed);
    }

    async function ring(id: string | null): Promise<void> {
      if (id === null) return;
      await ringAfterCommit({ queues: deps.queues, logger }, drainOutbox, [{ connectionId: id }]);
    }

    async function tell(
      workspaceId: string,
      { callbackQueryId }: Press,
      { words, alert }: { readonly words: string; readonly alert: boolean },
    ): Promise<Verdict | "done"> {
      const api = await openApi(workspaceId, connectionId);
      // Disconnected, or unreadable: the bot says nothing any more.
      if (api === null) return "done";
      const method = "answerCallbackQuery";
      const params = { callback_query_id: callbackQueryId, text: words, show_alert: alert };
      const outcome = classify({ method, answer: await api.call(method, params) });
      logger.info({ outcome: outcome.class, code: outcome.code }, "answered a press");
      if (outcome.class === "not_delivered_retry") return retry(new Error(outcome.code));
      if (outcome.class === "rate_limited") return snooze(outcome.retryAfterSeconds * 1_000);
      return "done";
    }
  };

  async function openApi(
    workspaceId: string,
    connectionId: string,
  ): Promise<Pick<BotApi, "call"> | null> {
    const sealed = await deps.database.credentials.find(workspaceId, connectionId);
    if (sealed === null) return null;
    try {
      const token = deps.keyring.open(sealed.botToken, connectionId);
      const apiRoot = apiRootFor(token, deps.roots());
      const timeoutMs = Math.min(deps.telegramTimeoutMs, answerMs);
      return createBotApi({ token, apiRoot, timeoutMs, transport: deps.transport });
    } catch (error) {
      if (error instanceof CannotOpen) return null;
      throw error;
    }
  }
}
