/** Writes a stored update as JSON, Telegram's object passed on to the digit. */

/** As much of a stored update as is shown. */
export interface StoredUpdate {
  readonly id: string;
  readonly connectionId: string;
  readonly updateId: string;
  readonly kind: string;
  readonly chatId: string | null;
  readonly receivedAt: Date;
  readonly fault: string | null;
  readonly twinOf: string | null;
  /** JSON text, unless the fault says otherwise. */
  readonly body: string;
}

/** The `Update` of the API. Never parsed on the way: a number keeps every digit. */
export function updateJson(update: StoredUpdate): string {
  const about = JSON.stringify({
    id: update.id,
    connectionId: update.connectionId,
    updateId: update.updateId,
    kind: update.kind,
    ...(update.chatId !== null && { chatId: update.chatId }),
    receivedAt: update.receivedAt.toISOString(),
    ...(update.fault !== null && { fault: update.fault }),
    ...(update.twinOf !== null && { twinOf: update.twinOf }),
  });
  return withMember(about, "update", bodyJson(update));
}

/** The object with one more member at its end, whose value is JSON text already. */
export function withMember(object: string, name: string, value: string): string {
  const rest = object.slice(0, -1);
  return `${rest}${rest === "{" ? "" : ","}${JSON.stringify(name)}:${value}}`;
}

/** Only what has a fault can be something else than JSON; it is shown as a text then. */
function bodyJson({ body, fault }: StoredUpdate): string {
  if (fault === null) return body;
  try {
    JSON.parse(body);
    return body;
  } catch {
    return JSON.stringify(body);
  }
}
