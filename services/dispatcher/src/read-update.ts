/** Turns a received update into the row that is stored and what it tells about chats. */
import { createHash } from "node:crypto";
import type { NewInput, NewUpdate } from "@lumenflow/db";
import type { ReceivedUpdate } from "@lumenflow/jobs";
import { describeUpdate, readApproverInput } from "@lumenflow/telegram";
import { type RegistryNews, readNews } from "./read-news.ts";
import { storable } from "./storable.ts";

export interface ReadUpdate {
  readonly row: NewUpdate;
  readonly news: RegistryNews;
  /** What it says to us, where it does. */
  readonly input: NewInput | null;
}

/** Never throws: what cannot be understood becomes a row with a fault. */
export function readUpdate(received: ReceivedUpdate): ReadUpdate {
  const about = describeUpdate(received.body);
  const digest = createHash("sha256").update(withoutId(received.body, about.updateId)).digest();
  const row: NewUpdate = {
    workspaceId: received.workspaceId,
    connectionId: received.connectionId,
    updateId: about.updateId ?? standInId(digest),
    kind: about.kind,
    chatId: about.chat?.id ?? null,
    lane: storable(about.lane),
    chatLane: storable(about.chatLane),
    userId: about.userId,
    messageId: about.messageId,
    album: about.albumId === null ? null : storable(about.albumId),
    body: storable(received.body),
    bodyDigest: digest.toString("hex"),
    fault: about.fault,
    receivedAt: received.receivedAt,
  };
  return { row, news: readNews(received, about), input: inputOf(received, row.updateId) };
}

function inputOf(received: ReceivedUpdate, updateId: string): NewInput | null {
  const input = readApproverInput(received.body);
  if (input === null) return null;
  const { workspaceId, connectionId, receivedAt } = received;
  return { workspaceId, connectionId, updateId, input, receivedAt };
}

/** The same update as a row that Postgres takes in any case: nothing of it is interpreted. */
export function asPoison(row: NewUpdate, fault: string): NewUpdate {
  return {
    ...row,
    kind: "unknown",
    chatId: null,
    lane: "poison",
    chatLane: "poison",
    userId: null,
    messageId: null,
    album: null,
    fault,
  };
}

/** What an update says, whatever its number: a message that comes under another id says the same. */
function withoutId(body: string, updateId: string | null): string {
  return updateId === null ? body : body.replace(/"update_id"\s*:\s*-?\d+/, "");
}

/** Updates without an id (Telegram's are positive) get a negative one of their content's digest. */
function standInId(digest: Buffer): string {
  return `-${(digest.readBigUInt64BE() >> 1n) | 1n}`;
}
