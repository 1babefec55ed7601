/** Says which partition an update belongs to and how a partition's queue is called. */
import type { PartitionedDeclaration } from "./declaration.ts";

/** How a family is divided at present; kept in Postgres. Changing `count` opens a new epoch. */
export interface PartitionLayout {
  readonly epoch: number;
  readonly count: number;
}

/** One partition of a family. */
export interface Partition {
  readonly epoch: number;
  readonly index: number;
}

/** `updates-<epoch>-<index>`. */
export function partitionQueueName(
  job: Pick<PartitionedDeclaration<unknown>, "family">,
  { epoch, index }: Partition,
): string {
  return `${job.family}-${epoch}-${index}`;
}

/**
 * `<family>-<epoch>`: a queue that never holds a job. The backend keeps there what is said of the
 * epoch as a whole.
 */
export function epochQueueName(
  job: Pick<PartitionedDeclaration<unknown>, "family">,
  epoch: number,
): string {
  return `${job.family}-${epoch}`;
}

/** Every partition of a layout. */
export function partitionsOf({ epoch, count }: PartitionLayout): Partition[] {
  return Array.from({ length: count }, (_, index) => ({ epoch, index }));
}

/**
 * How many of the partitions one connection's chats spread over: a quarter, at least two, so that
 * a noisy bot neither waits in a single line nor fills them all.
 */
export function spreadOf(partitions: number): number {
  return Math.min(partitions, Math.max(2, Math.ceil(partitions / 4)));
}

/**
 * The partition (0 to `partitions` − 1) of a chat. The same chat always gets the same one, or its
 * order would be lost: the result may change only together with the epoch.
 * `chatKey` is the chat's id; updates without a chat are keyed by user or poll.
 */
export function partitionOf(
  { connectionId, chatKey }: { readonly connectionId: string; readonly chatKey: string },
  partitions: number,
): number {
  return partitionsOfConnection(connectionId, partitions)(chatKey);
}

/** The same in two steps: all but the last is the same for every chat of a connection. */
export function partitionsOfConnection(
  connectionId: string,
  partitions: number,
): (chatKey: string) => number {
  if (!Number.isInteger(partitions) || partitions < 1) {
    throw new RangeError(`partitions must be a positive integer, got ${partitions}`);
  }
  const seed = hash(connectionId, 0);
  const first = seed % partitions;
  const spread = spreadOf(partitions);
  const stride = coprimeStride(hash(connectionId, seed), partitions);
  return (chatKey) => (first + (hash(chatKey, seed) % spread) * stride) % partitions;
}

/** A step that visits every partition before it comes back: connections get differing sets. */
function coprimeStride(from: number, partitions: number): number {
  let stride = (from % partitions) + 1;
  while (greatestCommonDivisor(stride, partitions) !== 1) stride += 1;
  return stride % partitions;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** FNV-1a over UTF-16 code units with MurmurHash3's finaliser: stable, quick, well spread; not cryptographic. */
function hash(text: string, seed: number): number {
  let h = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
