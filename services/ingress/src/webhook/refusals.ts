/** What the webhook route refuses, and with which problem. */
import { Problem, problem } from "@lumenflow/api";
import type { WebhookAnswer } from "./metrics.ts";

/** Ends a request with a problem, counted under its reason. */
export class Refusal {
  readonly answer: WebhookAnswer;
  readonly problem: Problem;
  constructor(answer: WebhookAnswer, found: Problem) {
    this.answer = answer;
    this.problem = found;
  }
}

const badSecret = "The secret token of the webhook is missing or wrong.";
const noWebhook = "There is no webhook of this key.";

/** Made once: in a flood, making an error costs more than answering with it. */
export const refusals = {
  method: new Refusal("method", problem.methodNotAllowed("POST")),
  unknownKey: new Refusal("unknown_key", problem.notFound(noWebhook)),
  keyUnavailable: new Refusal(
    "key_unavailable",
    problem.unavailable("The key cannot be checked now."),
  ),
  notConnected: new Refusal("not_connected", problem.notFound(noWebhook)),
  noSecret: new Refusal("wrong_secret", new Problem("E001", badSecret)),
  wrongSecret: new Refusal("wrong_secret", new Problem("E002", badSecret)),
  contentType: new Refusal(
    "content_type",
    problem.unreadable(415, "Send the update as Content-Type: application/json."),
  ),
  tooLarge: new Refusal("too_large", problem.unreadable(413, "The body is larger than 1 MiB.")),
  notDurable: new Refusal("not_durable", problem.unavailable("The queue cannot take it now.")),
};

export const notAnUpdate = (fault: string) =>
  new Refusal("not_an_update", problem.unreadable(400, fault));

/** One for every second that there may be to wait, which the limits' windows bound. */
const limitedFor = { limited: [] as Refusal[], unknown_key_limited: [] as Refusal[] };

export function tooMany(limited: keyof typeof limitedFor, waitMs: number): Refusal {
  const seconds = Math.ceil(waitMs / 1_000);
  limitedFor[limited][seconds] ??= new Refusal(limited, problem.rateLimited(seconds));
  return limitedFor[limited][seconds];
}
