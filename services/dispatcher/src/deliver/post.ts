/** Makes the one request of an attempt and says what came of it. */
import type { Dispatcher } from "undici";
import { request } from "undici";
import type { Answer } from "./judge.ts";

export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Post = (outgoing: Outgoing) => Promise<Answer>;

/** Of an answer's body this much is read, and thrown away, so that the connection can be used again. */
const mostAnswerBytes = 64 * 1024;

/** Never rejects. The status decides, as soon as it is there: nobody waits for the answer's body. */
export function createPost(options: {
  readonly agent: Dispatcher;
  /** For the whole of it, from the connection to the end of the answer, in milliseconds. */
  readonly timeoutMs: number;
}): Post {
  const { agent, timeoutMs } = options;
  return async ({ url, headers, body }) => {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new NoAnswer(timeoutMs)), timeoutMs);
    try {
      const answer = await request(url, {
        dispatcher: agent,
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body,
        signal: timeout.signal,
      });
      answer.body
        .dump({ limit: mostAnswerBytes })
        .catch(() => undefined)
        .finally(() => clearTimeout(timer));
      const retryAfter = answer.headers["retry-after"];
      return {
        kind: "answered",
        code: answer.statusCode,
        ...(typeof retryAfter === "string" && { retryAfter }),
      };
    } catch (error) {
      clearTimeout(timer);
      return { kind: "unanswered", error };
    }
  };
}

class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  readonly code = "TIMEOUT";
  constructor(timeoutMs: number) {
    super(`There was no answer within ${timeoutMs / 1_000} s.`);
  }
}
