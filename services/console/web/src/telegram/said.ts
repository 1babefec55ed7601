/** One line of a conversation, whoever said it. */
import type { TimelineItem } from "../api/contract.ts";
import { type Node, plainText } from "./nodes.ts";
import { readPart } from "./read-part.ts";
import { readUpdate } from "./read-update.ts";

export interface Said {
  readonly id: string;
  /** The bot said it. */
  readonly ours: boolean;
  readonly sender: string | null;
  readonly nodes: readonly Node[] | null;
  /** In place of words. */
  readonly note: string | null;
}

/** Null for what nobody in the chat has seen: a message of ours that has not gone out. */
export function saidIn(item: TimelineItem): Said | null {
  if (item.direction === "outbound") {
    const { message, parts } = item;
    if (message.status !== "sent" && message.status !== "uncertain") return null;
    const [first] = parts.map(readPart);
    return {
      id: message.id,
      ours: true,
      sender: null,
      nodes: first?.nodes ?? null,
      note: first?.poll?.question ?? first?.media[0]?.kind ?? first?.change ?? "A message",
    };
  }
  const { update } = item;
  const seen = readUpdate(update.update, () => null);
  return {
    id: update.id,
    ours: false,
    sender: seen.sender,
    nodes: seen.part?.nodes ?? null,
    note: seen.note ?? seen.part?.media[0]?.kind ?? seen.part?.poll?.question ?? update.kind,
  };
}

/** On one line. */
export function firstWords({ nodes, note }: Pick<Said, "nodes" | "note">): string {
  const words = nodes === null ? "" : plainText(nodes).replaceAll(/\s+/g, " ").trim();
  return words === "" ? (note ?? "") : words.slice(0, 120);
}

/** Whether it is what Telegram knows by this id in its chat. */
export function isKnownAs(messageId: string, item: TimelineItem): boolean {
  return item.direction === "outbound"
    ? item.message.messageIds.includes(messageId)
    : readUpdate(item.update.update, () => null).messageId === messageId;
}
