/** Reads a body as an Update: only what is needed to accept it and to choose its partition. */
import { isUtf8 } from "node:buffer";
import { placeUpdate } from "@lumenflow/telegram";

export interface ReceivedBody {
  /** Exactly as it came. */
  readonly text: string;
  readonly bytes: number;
  /** Names what has to stay in order. */
  readonly chatLane: string;
  /** An exact decimal text. */
  readonly updateId: string;
}

/** Odd contents are accepted: only what cannot be an Update at all has a fault. */
export function toUpdate(body: Buffer): ReceivedBody | { readonly fault: string } {
  if (!isUtf8(body)) return { fault: "The body is not UTF-8." };
  return read(body.toString("utf8"), body.length);
}

/** The same for an update that came as a text, within the answer to `getUpdates`. */
export function textToUpdate(text: string): ReceivedBody | { readonly fault: string } {
  return read(text, Buffer.byteLength(text));
}

function read(text: string, bytes: number): ReceivedBody | { readonly fault: string } {
  const { updateId, chatLane, fault } = placeUpdate(text);
  if (updateId === null) return { fault: fault ?? "There is no integer update_id." };
  return { text, bytes, chatLane, updateId };
}
