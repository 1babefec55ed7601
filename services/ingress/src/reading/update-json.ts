/** Writes a stored update as JSON, Telegram's object passed on to the digit. */
import type { UpdateRow } from "@lumenflow/db";

export function updateJson(row: UpdateRow): string {
  const about = JSON.stringify({
    id: row.id,
    connectionId: row.connectionId,
    updateId: row.updateId,
    kind: row.kind,
    ...(row.chatId !== null && { chatId: row.chatId }),
    receivedAt: row.receivedAt.toISOString(),
    ...(row.fault !== null && { fault: row.fault }),
  });
  return `${about.slice(0, -1)},"update":${bodyJson(row)}}`;
}

/** Only what has a fault can be something else than JSON; it is shown as a text then. */
function bodyJson({ body, fault }: UpdateRow): string {
  if (fault === null) return body;
  try {
    JSON.parse(body);
    return body;
  } catch {
    return JSON.stringify(body);
  }
}
