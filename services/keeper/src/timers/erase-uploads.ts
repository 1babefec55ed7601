/** Erases the bytes of files that no message needs any more. */
import type { Repositories, Retention } from "@lumenflow/db";
import type { Work } from "../timer.ts";

const retention: Retention = { unusedHours: 24, failedDays: 7 };
/** Of up to 50 MiB each. */
const atOnce = 20;

export function eraseUploads(deps: {
  readonly uploads: Pick<Repositories["uploads"], "eraseDue" | "forgetUnfinished">;
}): Work {
  return {
    name: "erase-uploads",
    everyMs: 600_000,
    async run() {
      await deps.uploads.forgetUnfinished(retention);
      while ((await deps.uploads.eraseDue(retention, atOnce)) === atOnce);
    },
  };
}
