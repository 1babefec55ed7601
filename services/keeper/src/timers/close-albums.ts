/** Tells of albums that are complete because nothing more came. */
import type { Repositories } from "@lumenflow/db";
import type { Work } from "../timer.ts";

/** A lane's next update completes its album at once; this is for the last that somebody sent. */
export function closeAlbums({
  updates,
}: {
  readonly updates: Pick<Repositories["updates"], "closeDueAlbums">;
}): Work {
  return {
    name: "close-albums",
    everyMs: 250,
    async run() {
      await updates.closeDueAlbums();
    },
  };
}
