/** What a Bot API method is given and gives back. */
import type { Core } from "../core.ts";
import type { FaultAnswer } from "../faults.ts";
import type { Params } from "../params/params.ts";
import type { Bot } from "../state/types.ts";
import type { Webhooks } from "../webhook/webhooks.ts";

export interface MethodCall {
  bot: Bot;
  params: Params;
  /** Aborts when the caller hangs up. */
  signal: AbortSignal;
  /** A scripted fault that this method itself plays, such as an album's partial failure. */
  fault?: FaultAnswer | undefined;
}

export type MethodDeps = Core & { webhooks: Webhooks };

/** JSON text that goes into the answer as it is. */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A result that comes with a description, as setWebhook's does. */
export class Described {
  readonly result: unknown;
  readonly description: string;
  constructor(result: unknown, description: string) {
    this.result = result;
    this.description = description;
  }
}

/** Returns the `result`; throws ApiError for what Telegram refuses. */
export type Method = (deps: MethodDeps, call: MethodCall) => unknown | Promise<unknown>;
