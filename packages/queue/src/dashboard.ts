/** bull-board adapters that show ids and counts, or counts alone, never what a job carries. */
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import type { JobDeclaration } from "@lumenflow/jobs";
import type { BullQueue } from "./driver.ts";

const masked = "[redacted]";

interface Shown {
  readonly readOnly: boolean;
  /** Whose connection or endpoint a job is about, and why it failed. */
  readonly ids: boolean;
}

export function dashboardAdapter<P>(
  declaration: JobDeclaration<P>,
  queue: BullQueue,
  { readOnly, ids }: Shown,
): BullMQAdapter {
  const options = { readOnlyMode: readOnly, allowRetries: !readOnly };
  const adapter = ids ? new BullMQAdapter(queue, options) : new CountsAlone(queue, options);
  adapter.setFormatter("data", (data: unknown) => {
    if (!ids) return masked;
    const payload = declaration.payload.safeParse(data);
    return payload.success ? declaration.describe(payload.data) : masked;
  });
  adapter.setFormatter("returnValue", () => masked);
  adapter.setFormatter("progress", () => masked);
  adapter.setFormatter("name", () => declaration.name);
  return adapter;
}

/** That there is a job, in which state and since when; its bell's id and its errors name things. */
class CountsAlone extends BullMQAdapter {
  override async getJob(id: string) {
    const job = await super.getJob(id);
    return job && withoutNames(job);
  }

  override async getJobs(...asked: Parameters<BullMQAdapter["getJobs"]>) {
    return (await super.getJobs(...asked)).map(withoutNames);
  }

  override async getJobLogs(): Promise<string[]> {
    return [];
  }
}

type BullJob = Awaited<ReturnType<BullMQAdapter["getJobs"]>>[number];

function withoutNames(job: BullJob): BullJob {
  return Object.assign(Object.create(job) as BullJob, {
    toJSON() {
      const { opts, failedReason, ...shown } = job.toJSON();
      const { attempts, delay, priority } = opts;
      return {
        ...shown,
        deduplicationId: undefined,
        opts: { attempts, delay, priority },
        failedReason: failedReason && masked,
        stacktrace: [],
      };
    },
  });
}
