/** bull-board adapters that show ids and counts, never what a job carries. */
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import type { JobDeclaration } from "@lumenflow/jobs";
import type { BullQueue } from "./driver.ts";

const masked = "[redacted]";

export function dashboardAdapter<P>(
  declaration: JobDeclaration<P>,
  queue: BullQueue,
  { readOnly }: { readonly readOnly: boolean },
): BullMQAdapter {
  const adapter = new BullMQAdapter(queue, { readOnlyMode: readOnly, allowRetries: !readOnly });
  adapter.setFormatter("data", (data: unknown) => {
    const payload = declaration.payload.safeParse(data);
    return payload.success ? declaration.describe(payload.data) : masked;
  });
  adapter.setFormatter("returnValue", () => masked);
  adapter.setFormatter("progress", () => masked);
  adapter.setFormatter("name", () => declaration.name);
  return adapter;
}
