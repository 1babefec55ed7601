/** What operators may see of a job. */
import { drainOutbox, storeUpdates } from "@lumenflow/jobs";
import { expect, test } from "vitest";
import { batch, layout, partition } from "../fixtures.ts";
import type { TestServer } from "../servers.ts";
import { setup } from "../setup.ts";

export function dashboard(server: () => TestServer): void {
  test("the dashboard shows ids and counts, not what a job carries", async () => {
    const { queues } = await setup(server());
    await queues.enqueue(storeUpdates, batch("a private text"), partition);
    const adapters = queues.dashboardQueues({ readOnly: true, layouts: [layout] });
    expect(adapters.map((adapter) => adapter.getName())).toEqual([
      "outbox",
      "registrations",
      "deliveries",
      "polls",
      "approvers",
      "updates-1-0",
    ]);
    const adapter = adapters.at(-1);
    const [job] = (await adapter?.getJobs(["waiting"])) ?? [];
    expect(adapter?.format("data", job?.toJSON().data)).toEqual({ updates: 1 });
    expect(adapter?.format("returnValue", "a private text")).toBe("[redacted]");
    expect(adapter?.readOnlyMode).toBe(true);
    expect(drainOutbox.queue).toBe("outbox");
  });

  test("to those who do not operate it, a job is a state and a time: not whose it is", async () => {
    const { queues } = await setup(server());
    await queues.ring(drainOutbox, { connectionId: "conn_of_another" });
    const shown = { readOnly: true, layouts: [layout] };
    const seenBy = async (ids: boolean) => {
      const [adapter] = queues.dashboardQueues({ ...shown, ids });
      const [job] = (await adapter?.getJobs(["waiting"])) ?? [];
      const one = await adapter?.getJob(String(job?.id));
      return [job, one].map((each) => {
        const { data, ...rest } = each?.toJSON() ?? {};
        return JSON.stringify({ ...rest, data: adapter?.format("data", data) });
      });
    };
    for (const seen of await seenBy(true)) expect(seen).toContain("conn_of_another");
    for (const seen of await seenBy(false)) {
      expect(seen).not.toContain("conn_of_another");
      expect(seen).toContain("[redacted]");
    }
  });
}
