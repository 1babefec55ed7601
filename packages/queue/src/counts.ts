/** Counts a queue's jobs by state. */
import type { BullQueue } from "./driver.ts";
import type { QueueCount } from "./types.ts";

export async function countOf(queue: BullQueue): Promise<QueueCount> {
  const states = await queue.getJobCounts("waiting", "active", "delayed", "failed");
  const { waiting = 0, active = 0, delayed = 0, failed = 0 } = states;
  return { queue: queue.name, waiting, active, delayed, failed };
}
