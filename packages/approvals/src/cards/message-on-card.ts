/** Says a message in the words of a card: one text as it would look, everything else part by part. */
import type { ApprovalRow } from "@lumenflow/db";
import { cut, cutCounted, line } from "./words.ts";

export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly [more: string]: unknown;
}

export interface OnCard {
  readonly text: string;
  readonly entities: readonly Entity[];
  /** Whether that is all of the message, to the last letter. */
  readonly whole: boolean;
}

type Part = ApprovalRow["parts"][number];

/** In at most `room` UTF-16 units, as Telegram counts. */
export function messageOnCard(parts: readonly Part[], room: number): OnCard {
  const [only] = parts;
  const text = only?.payload.text;
  if (parts.length === 1 && only !== undefined && typeof text === "string") {
    return oneText(text, only.payload.entities, room);
  }
  const share = Math.floor(room / Math.max(1, parts.length)) - 1;
  const lines = parts.map((part, index) => {
    const what = cut(`${index + 1}. ${kindOf(part)}`, Math.min(share, mostKind));
    const said = wordsOf(part.payload);
    return said === "" ? what : cut(`${what}: ${cutCounted(said, share - what.length - 2)}`, share);
  });
  return { text: lines.join("\n"), entities: [], whole: false };
}

function oneText(text: string, given: unknown, room: number): OnCard {
  const shown = cutCounted(text, room);
  const kept = shown === text ? text.length : shown.lastIndexOf("…");
  const entities = (Array.isArray(given) ? (given as Entity[]) : []).filter(
    (each) => each.offset + each.length <= kept,
  );
  return { text: shown, entities, whole: shown === text };
}

const mostKind = 200;

const kinds: Readonly<Record<string, string>> = {
  sendMessage: "Text",
  sendPhoto: "Photo",
  sendDocument: "Document",
  sendVideo: "Video",
  sendAudio: "Audio",
  sendVoice: "Voice message",
  sendAnimation: "Animation",
  sendSticker: "Sticker",
  sendLocation: "Location",
  sendPoll: "Poll",
};

function kindOf({ method, payload, files }: Part): string {
  const named = files.map(({ fileName, size }) => `${line(fileName)} (${sizeOf(size)})`);
  const kind =
    method === "sendMediaGroup"
      ? `Album of ${itemsOf(payload)
          .map(({ type }) => type)
          .join(", ")}`
      : (kinds[method] ?? method);
  return [kind, ...named].join(" ");
}

/** Everything that a part says in words. */
function wordsOf(payload: Part["payload"]): string {
  const { text, caption, question, options, latitude, longitude } = payload;
  const captions = itemsOf(payload).map((each) => each.caption);
  const answers = Array.isArray(options)
    ? options.map((each) => (each as { text?: unknown }).text)
    : [];
  const place = latitude === undefined ? [] : [`${latitude}, ${longitude}`];
  return [text, caption, ...captions, question, ...answers, ...place]
    .filter((each) => typeof each === "string" && each !== "")
    .join(" · ");
}

interface Item {
  readonly type?: string;
  readonly caption?: string;
}

function itemsOf({ media }: Part["payload"]): readonly Item[] {
  return Array.isArray(media) ? media : [];
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
