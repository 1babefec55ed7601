/** Puts an error and its causes into one line without secrets. */
import { scrubToken } from "./token.ts";

const MAX_LENGTH = 300;

/** The messages and codes of an error and everything nested in it, outermost first. */
export function causeText(error: unknown, token: string): string {
  const words: string[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown) => {
    if (!(value instanceof Error) || seen.has(value) || seen.size > 8) return;
    seen.add(value);
    const { code } = value as { code?: unknown };
    const said = [typeof code === "string" ? code : "", value.message].filter(Boolean).join(" ");
    if (said !== "" && !words.includes(said)) words.push(said);
    // grammY keeps the inner error in `error`, undici and Node in `cause`, parallel attempts in `errors`.
    visit((value as { error?: unknown }).error);
    visit(value.cause);
    if (value instanceof AggregateError) for (const each of value.errors) visit(each);
  };
  visit(error);
  const text = words.length > 0 ? words.join(": ") : "unknown error";
  return scrubToken(text, token).slice(0, MAX_LENGTH);
}
