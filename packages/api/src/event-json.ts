/** Writes an event as endpoints get it: one envelope for every type, updates to the digit. */
import { type StoredUpdate, updateJson, withMember } from "./update-json.ts";

/** A recorded event and the updates it tells of. */
export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly workspaceId: string;
  readonly connectionId: string | null;
  readonly chatId: string | null;
  /** JSON text of `data`; for updates of what stands beside them there, or null. */
  readonly payload: string | null;
  readonly updates: readonly StoredUpdate[];
}

const tellsOfUpdates = "telegram.update.received";

/** The same text for the same event, whenever it is composed: signatures and digests may rely on it. */
export function eventJson(event: RecordedEvent): string {
  const envelope = JSON.stringify({
    id: event.id,
    type: event.type,
    timestamp: event.occurredAt.toISOString(),
    workspaceId: event.workspaceId,
    ...(event.connectionId !== null && { connectionId: event.connectionId }),
    ...(event.chatId !== null && { chatId: event.chatId }),
  });
  return withMember(envelope, "data", dataJson(event));
}

function dataJson({ type, payload, updates }: RecordedEvent): string {
  const told = payload ?? "{}";
  if (type !== tellsOfUpdates) return told;
  return withMember(told, "updates", `[${updates.map(updateJson).join(",")}]`);
}
