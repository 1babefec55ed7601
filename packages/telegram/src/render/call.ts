/** A Bot API call that content becomes, before it is addressed to a chat. */
import type { Fault } from "./fault.ts";
import type { PartFile } from "./files.ts";

export interface Call {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** What travels with it. */
  readonly files: readonly PartFile[];
}

export type RenderedContent =
  | {
      readonly ok: true;
      /** In the order in which they must go out. */
      readonly calls: readonly Call[];
      /** What is done other than might be expected. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export function refused(...faults: Fault[]): RenderedContent {
  return { ok: false, faults };
}

/** One call without files. */
export function calling(
  method: string,
  params: Call["params"],
  notes: readonly string[] = [],
): RenderedContent {
  return { ok: true, calls: [{ method, params, files: [] }], notes };
}
