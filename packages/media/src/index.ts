/** The public face of media: taking files in, fetched or uploaded, and reading them back. */

export type { Gather, Gathered, GatherOptions } from "./gather.ts";
export { EmptyFile, TooLarge } from "./inspect.ts";
export { createMedia, type Media, type MediaOptions } from "./media.ts";
export { BytesUnusable, type KeptBytes, readBack } from "./read-back.ts";
export type { Incoming, KeptFile, Receive } from "./receive.ts";
export { HEAD_BYTES, sniff } from "./sniff.ts";
