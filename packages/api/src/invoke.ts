/** Asks an operation from within the process, through the same checks and the same handler as over HTTP. */
import { randomUUID } from "node:crypto";
import { noBytes } from "./bytes.ts";
import { checkAccess, checkKey, type Given, parse } from "./check-request.ts";
import type { Principal } from "./principal.ts";
import { JsonText, type Route } from "./router.ts";

export interface Asked extends Given {
  readonly principal: Principal;
  readonly idempotencyKey?: string | undefined;
  /** Where it comes from, where that is known. */
  readonly address?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * The answer's JSON, as text: Telegram's numbers stay exact to the digit. For operations that answer
 * JSON.
 * @throws Problem as the API would answer it.
 */
export async function invoke({ operation, handle }: Route, asked: Asked): Promise<string> {
  checkAccess(operation, asked.principal);
  const reply = await handle({
    ...parse(operation, { params: {}, query: {}, ...asked }),
    principal: asked.principal,
    address: asked.address ?? "",
    bytes: noBytes(),
    idempotencyKey: operation.idempotent ? checkKey(asked.idempotencyKey) : "",
    lastEventId: undefined,
    range: undefined,
    ifNoneMatch: undefined,
    requestId: randomUUID(),
    signal: asked.signal,
  });
  return reply.body instanceof JsonText ? reply.body.text : JSON.stringify(reply.body ?? null);
}
