/** What a call to the Bot API can come to: Telegram said yes, said no, or we do not know. */
import type { FileToSend } from "./multipart.ts";

/**
 * Never thrown, always returned, and free of secrets in every field.
 *
 * `unknown` with `written: false` was certainly not executed: the connection was refused, its name
 * not resolved, its TLS failed, it timed out before the request was whole, or it could not begin in time.
 */
export type Answer<Result = unknown> =
  | { readonly kind: "ok"; readonly result: Result; readonly elapsedMs: number }
  | {
      readonly kind: "refused";
      /** Telegram's `error_code`; the HTTP status equals it. */
      readonly code: number;
      /** Telegram's own words. They can quote the message's markup: not for logs. */
      readonly description: string;
      readonly parameters: Readonly<Record<string, unknown>>;
      /** From the parameters or the `Retry-After` header. */
      readonly retryAfterSeconds?: number | undefined;
      readonly elapsedMs: number;
    }
  | {
      readonly kind: "unknown";
      /** The HTTP status where one arrived, for example of a proxy's HTML page. */
      readonly status?: number | undefined;
      /** Whether the whole request may have reached the server. */
      readonly written: boolean;
      /** It began to go out and broke off before it was whole. */
      readonly brokenOff?: boolean | undefined;
      readonly retryAfterSeconds?: number | undefined;
      readonly elapsedMs: number;
      /** What went wrong, without secrets. */
      readonly cause: string;
    };

export interface CallOptions {
  /** What travels along, for parameters that say `attach://<name>`. */
  readonly files?: readonly FileToSend[] | undefined;
  /** Gives up waiting; what was already written may still be executed. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The last moment, by `performance.now()`, at which the request may begin to go out: whatever waited
   * longer, for a connection or for its process, is not sent (`written: false`).
   */
  readonly beginBy?: number | undefined;
}
