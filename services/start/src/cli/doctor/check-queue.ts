/** Looks at where jobs live. What `/readyz` only warns of, because it still works, is a fault here. */

import { backendOf } from "@lumenflow/host";
import { createQueues } from "@lumenflow/queue";
import type { Opened } from "../open.ts";
import { type Finding, fault, ok } from "./finding.ts";

export async function checkQueue({ config, url, logger }: Opened): Promise<Finding[]> {
  const part = "queue";
  const queues = createQueues({ backend: backendOf(config.REDIS_URL, url), logger });
  try {
    await queues.start();
    const result = await queues.check.check();
    if (!result.ok) return [fault(part, result.detail)];
    const faults = (result.warnings ?? []).map((words) => fault(part, words));
    return [ok(part, result.detail ?? `in ${queues.backend}`), ...faults];
  } finally {
    await queues.stop();
  }
}
