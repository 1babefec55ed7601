import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { sniff } from "./sniff.ts";

const of = (text: string) => Buffer.from(text, "latin1");

test.each([
  ["\xff\xd8\xff\xe1..", "image/jpeg"],
  ["\x89PNG\r\n\x1a\n..", "image/png"],
  ["GIF89a..", "image/gif"],
  ["RIFF\x01\x02\x03\x04WEBPVP8 ", "image/webp"],
  ["RIFF\x01\x02\x03\x04WAVEfmt ", "audio/wav"],
  ["\0\0\0\x18ftypisom\0\0", "video/mp4"],
  ["\0\0\0\x18ftypmp42\0\0", "video/mp4"],
  ["\0\0\0\x18ftypM4A \0\0", "audio/mp4"],
  ["\0\0\0\x18ftypqt  \0\0", "video/quicktime"],
  ["\0\0\0\x18ftypheic\0\0", "image/heic"],
  ["\x1a\x45\xdf\xa3....B\x82webm", "video/webm"],
  ["\x1a\x45\xdf\xa3....matroska", "video/x-matroska"],
  [`OggS${"\0".repeat(24)}OpusHead`, "audio/ogg"],
  [`OggS${"\0".repeat(24)}\x01vorbis`, "application/ogg"],
  ["ID3\x04\0\0", "audio/mpeg"],
  ["\xff\xfb\x90\0", "audio/mpeg"],
  ["\xff\xf1\x50\x80", "audio/aac"],
  ["fLaC\0\0", "audio/flac"],
  ["%PDF-1.7", "application/pdf"],
  ["PK\x03\x04....", "application/zip"],
  ["plain words", "text/plain"],
  ["caf\xc3\xa9 cut off \xe2\x82", "text/plain"],
  ["caf\xe9 noir", "application/octet-stream"],
  ["a\0b", "application/octet-stream"],
  ["", "application/octet-stream"],
  ["\xff", "application/octet-stream"],
])("%j is %s", (beginning, type) => {
  expect(sniff(of(beginning), "whatever.jpg")).toBe(type);
});

test("only a name tells an animated sticker from other packed data", () => {
  const packed = gzipSync("{}");
  expect(sniff(packed, "hello.TGS")).toBe("application/x-tgsticker");
  expect(sniff(packed, "hello.gz")).toBe("application/gzip");
});
