/** Reads the body of a Bot API answer: `{ ok, result }` or `{ ok, error_code, description }`. */
import { type ExactJson, objectOf, parseExact, textOf } from "./exact-json.ts";

export type Envelope =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false;
      readonly error_code: number;
      readonly description: string;
      readonly parameters: Readonly<Record<string, unknown>>;
    };

/**
 * @throws Error where the body is not Telegram's answer: a proxy's page, nothing, a cut-off text, or
 * a yes without a result or under an HTTP status that says no.
 */
export function readEnvelope(status: number, body: string): Envelope {
  let value: ExactJson;
  try {
    value = parseExact(body);
  } catch {
    // The parser's message would quote the body.
    throw new Error(`HTTP ${status} with a body that is not JSON`);
  }
  const answer = objectOf(value);
  if (answer?.ok === true && status >= 200 && status < 300 && answer.result !== undefined) {
    return { ok: true, result: withTextIds(answer.result) };
  }
  const code = answer?.error_code ?? (status >= 300 ? status : undefined);
  if (answer?.ok === false && typeof code === "number") {
    const parameters = objectOf(withTextIds(answer.parameters)) ?? {};
    return {
      ok: false,
      error_code: code,
      description: textOf(answer.description) ?? "",
      parameters,
    };
  }
  throw new Error(`HTTP ${status} with JSON that is not an answer of the Bot API`);
}

/** Whole seconds to wait, from `parameters.retry_after`, the header, or the description's own words. */
export function retryAfterOf(envelope: Envelope | undefined, header?: string): number | undefined {
  const refusal = envelope?.ok === false ? envelope : undefined;
  const said = refusal?.parameters.retry_after;
  if (typeof said === "number" && said >= 0) return Math.ceil(said);
  // Only seconds: Telegram never sends a date here.
  if (header !== undefined && /^\d{1,9}$/.test(header.trim())) return Number(header);
  const words = /retry after (\d{1,9})/i.exec(refusal?.description ?? "");
  return words?.[1] === undefined ? undefined : Number(words[1]);
}

/** Bigints as decimal texts, so that a result can be written as JSON again. */
function withTextIds(value: ExactJson): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(withTextIds);
  const object = objectOf(value);
  if (object === null) return value;
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, withTextIds(item)]));
}
