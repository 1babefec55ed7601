/** Plays a scripted fault on one call: what is executed, what is answered, what is cut off. */
import type { Fault, FaultAnswer } from "../faults.ts";
import { type Answer, failure } from "./execute.ts";

export type Outcome =
  | { kind: "answer"; answer: Answer }
  | { kind: "drop"; applied: boolean }
  | { kind: "hang"; applied: boolean };

const PROXY_PAGE = (status: number) =>
  `<html>\r\n<head><title>${status} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>${status} Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n`;

const TEXTS: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** `run` executes the call for real; it is called at most once, and only if the fault lets it happen. */
export async function playFault(fault: Fault, run: () => Promise<Answer>): Promise<Outcome> {
  switch (fault.answer) {
    case "drop-before":
      return { kind: "drop", applied: false };
    case "hang":
      return { kind: "hang", applied: false };
    case "drop-after-apply":
      return { kind: "drop", applied: (await run()).applied };
    case "hang-after-apply":
      return { kind: "hang", applied: (await run()).applied };
    default:
      return { kind: "answer", answer: await scripted(fault.answer, run) };
  }
}

/**
 * An answer that fails leaves the method alone unless `apply` is set; one without a status, or with
 * 2xx, executes it, so that it can be late (`delayMs`) or unreadable (`html`).
 */
async function scripted(answer: FaultAnswer, run: () => Promise<Answer>): Promise<Answer> {
  const { retryAfter, html, delayMs = 0, failItem } = answer;
  const code = answer.errorCode ?? answer.status ?? (retryAfter === undefined ? 200 : 429);
  const status = answer.status ?? code;
  const succeeds = (status >= 200 && status < 300 && code < 400) || failItem !== undefined;
  const real = succeeds || answer.apply ? await run() : undefined;
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs).unref());
  const applied = real?.applied ?? false;
  if (html) {
    const body = typeof html === "string" ? html : PROXY_PAGE(status);
    return { status, body, headers: { "content-type": "text/html" }, applied };
  }
  if (succeeds && real) return real;
  const text =
    answer.description ??
    `${TEXTS[code] ?? "Bad Request"}${retryAfter === undefined ? "" : `: retry after ${retryAfter}`}`;
  const parameters = retryAfter === undefined ? undefined : { retry_after: retryAfter };
  return { ...failure(code, text, parameters, status), applied };
}
