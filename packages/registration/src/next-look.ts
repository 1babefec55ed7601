/** When a connection is looked at again: seldom while it is well, sooner and then less often while it is not. */
import type { Known, Verdict } from "./assess.ts";

const second = 1_000;
const minute = 60 * second;

const healthyMs = 10 * minute;
const newcomerMs = minute;
const newcomerForMs = 15 * minute;
const soonMs = 30 * second;
const personMs = 30 * minute;
/** Spread by this share to either side, so that connections made at the same moment part. */
const jitter = 0.2;

/** Milliseconds until the next look. `misses` counts the looks in a row that found trouble, this one too. */
export function nextLookMs(
  verdict: Verdict,
  { misses = 1, newcomer = false }: { misses?: number; newcomer?: boolean } = {},
  random = Math.random,
): number {
  return Math.round(plainMs(verdict, misses, newcomer) * (1 - jitter + 2 * jitter * random()));
}

/** Just connected, and nobody has written to it yet: whoever connects it is looking on. */
export function isNewcomer({
  lastDeliveryAt,
  registeredAt,
  now,
}: Pick<Known, "lastDeliveryAt" | "registeredAt" | "now">): boolean {
  if (lastDeliveryAt !== null || registeredAt === null) return false;
  return now.getTime() - registeredAt.getTime() < newcomerForMs;
}

function plainMs(verdict: Verdict, misses: number, newcomer: boolean): number {
  if (verdict === "person") return personMs;
  if (verdict === "healthy") return newcomer ? newcomerMs : healthyMs;
  // 30 s, 1, 2, 4, 8, 10 min. After a repair, too: whether deliveries work shows only then.
  return Math.min(healthyMs, soonMs * 2 ** Math.max(0, Math.min(misses, 16) - 1));
}
