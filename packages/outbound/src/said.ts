/** Reads off rendered calls what a reader would see: words, links, media, buttons; for rules to be asked about. */
import { findLinks, type MediaKind, mediaKinds, type Said } from "@lumenflow/governance";
import type { DigestedFile, DigestedPart } from "./digest.ts";

/** Members whose texts are shown, wherever they stand in a call. */
const shown = new Set([
  "text",
  "caption",
  "question",
  "explanation",
  "title",
  "address",
  "performer",
]);

interface Seen {
  readonly texts: string[];
  readonly links: Set<string>;
  readonly media: Set<MediaKind>;
  buttons: boolean;
}

type SaidPart = Pick<DigestedPart, "method" | "payload"> & {
  readonly files: readonly Pick<DigestedFile, "fileName">[];
};

/** Of the calls, not of the request: markup that would hide a word is resolved in them. */
export function saidIn(parts: readonly SaidPart[]): Said {
  const seen: Seen = { texts: [], links: new Set(), media: new Set(), buttons: false };
  for (const { method, payload } of parts) {
    noteMedia(method.replace(/^send/, ""), seen);
    look(payload, seen);
  }
  for (const text of seen.texts) for (const link of findLinks(text)) seen.links.add(link);
  return {
    text: seen.texts.join("\n"),
    // Not among the texts: a name such as offer.pdf would count as a link.
    fileNames: parts.flatMap(({ files }) => files.map(({ fileName }) => fileName)),
    links: [...seen.links],
    media: [...seen.media],
    buttons: seen.buttons,
  };
}

function look(value: unknown, seen: Seen): void {
  if (Array.isArray(value)) {
    for (const item of value) look(item, seen);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === "string") {
      if (shown.has(name)) seen.texts.push(member);
      if (name === "url") seen.links.add(member);
      // An item of an album, or what takes the place of what was there.
      if (name === "type" && "media" in value) noteMedia(member, seen);
    } else {
      if (name === "inline_keyboard" && Array.isArray(member) && member.length > 0) {
        seen.buttons = true;
      }
      look(member, seen);
    }
  }
}

function noteMedia(name: string, { media }: Seen): void {
  const kind = mediaKinds.find((each) => each === name.toLowerCase());
  if (kind !== undefined) media.add(kind);
}
