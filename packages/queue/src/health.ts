/** Says for /readyz whether jobs can be added and run. */
import { type Check, type CheckResult, describeError } from "@lumenflow/runtime";
import { producingTimeoutMs, within } from "./deadline.ts";
import type { Driver } from "./driver.ts";

export function createQueueCheck(driver: Pick<Driver, "check">): Check {
  return {
    name: "queue",
    async check(): Promise<CheckResult> {
      try {
        return await within(producingTimeoutMs, "no answer", driver.check());
      } catch (error) {
        return { ok: false, detail: describeError(error).message };
      }
    },
  };
}
