/** Finds out what bytes are by their beginning, whatever their sender says. */

/** Bytes of the beginning that are looked at. */
export const HEAD_BYTES = 4_096;

const ascii = (head: Buffer, from: number, text: string) =>
  head.toString("latin1", from, from + text.length) === text;

type Rule = (head: Buffer, fileName: string) => string | undefined;

/** The first that knows counts. */
const rules: readonly Rule[] = [
  (head) => (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff ? "image/jpeg" : undefined),
  (head) => (ascii(head, 0, "\x89PNG\r\n\x1a\n") ? "image/png" : undefined),
  (head) => (/^GIF8[79]a/.test(head.toString("latin1", 0, 6)) ? "image/gif" : undefined),
  riff,
  isoMedia,
  matroska,
  ogg,
  mpegAudio,
  (head) => (ascii(head, 0, "fLaC") ? "audio/flac" : undefined),
  (head) => (ascii(head, 0, "%PDF-") ? "application/pdf" : undefined),
  (head) => (ascii(head, 0, "PK\x03\x04") ? "application/zip" : undefined),
  gzip,
  text,
];

/** The type by which Telegram's kinds are told apart; `application/octet-stream` where nothing fits. */
export function sniff(head: Buffer, fileName: string): string {
  for (const rule of rules) {
    const type = rule(head, fileName);
    if (type !== undefined) return type;
  }
  return "application/octet-stream";
}

function riff(head: Buffer): string | undefined {
  if (!ascii(head, 0, "RIFF")) return undefined;
  if (ascii(head, 8, "WEBP")) return "image/webp";
  return ascii(head, 8, "WAVE") ? "audio/wav" : undefined;
}

const brands: readonly (readonly [RegExp, string])[] = [
  [/^M4[AB] /, "audio/mp4"],
  [/^(hei[cx]|mif1|msf1)/, "image/heic"],
  [/^avi[fs]/, "image/avif"],
  [/^qt {2}/, "video/quicktime"],
  [/^3g/, "video/3gpp"],
  [/^(iso\w|mp4\d|avc1|dash|M4V.|mmp4|MSNV|f4v.|XAVC)/, "video/mp4"],
];

/** ISO base media: what it holds is said by its brand. */
function isoMedia(head: Buffer): string | undefined {
  if (!ascii(head, 4, "ftyp")) return undefined;
  const brand = head.toString("latin1", 8, 12);
  return brands.find(([pattern]) => pattern.test(brand))?.[1] ?? "video/mp4";
}

function matroska(head: Buffer): string | undefined {
  if (head.length < 4 || head.readUInt32BE(0) !== 0x1a45dfa3) return undefined;
  return head.subarray(0, 64).includes("webm") ? "video/webm" : "video/x-matroska";
}

/** Telegram's voice messages are Opus; other sounds in this wrapping are not. */
function ogg(head: Buffer): string | undefined {
  if (!ascii(head, 0, "OggS")) return undefined;
  return head.subarray(0, 64).includes("OpusHead") ? "audio/ogg" : "application/ogg";
}

function mpegAudio(head: Buffer): string | undefined {
  if (ascii(head, 0, "ID3")) return "audio/mpeg";
  const [first = 0, second = 0] = head;
  if (first !== 0xff) return undefined;
  // Eleven bits of synchronisation, then version and layer: III is 01, AAC's frames say 00.
  if ((second & 0xe6) === 0xe2) return "audio/mpeg";
  return (second & 0xf6) === 0xf0 ? "audio/aac" : undefined;
}

/** An animated sticker is packed JSON: only its name tells it from any other. */
function gzip(head: Buffer, fileName: string): string | undefined {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return undefined;
  return /\.tgs$/i.test(fileName) ? "application/x-tgsticker" : "application/gzip";
}

function text(head: Buffer): string | undefined {
  if (head.length === 0 || head.includes(0)) return undefined;
  try {
    // A character may be cut off at the end of the head.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return "text/plain";
  } catch {
    return undefined;
  }
}
