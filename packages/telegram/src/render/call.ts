/** A Bot API call that content becomes, before it is addressed to a chat. */
import type { Fault } from "./fault.ts";

export interface Call {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export type RenderedContent =
  | {
      readonly ok: true;
      /** In the order in which they must go out. */
      readonly calls: readonly Call[];
      /** What was done other than asked, because the caller allows it. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export function refused(...faults: Fault[]): RenderedContent {
  return { ok: false, faults };
}
