/** How many streams a workspace may have open in one process: each holds a socket and looks by itself. */
import { problem } from "./problem.ts";

export interface StreamPlaces {
  /**
   * Takes a place, and gives it back when called.
   * @throws Problem E050 where the workspace has no more.
   */
  enter(workspaceId: string): () => void;
}

/** Streams end when a deployment does or a reader goes: in seconds, not in milliseconds. */
const retryAfterSeconds = 5;

export function createStreamPlaces(most: number): StreamPlaces {
  const open = new Map<string, number>();
  return {
    enter(workspaceId) {
      const others = open.get(workspaceId) ?? 0;
      if (others >= most) {
        throw problem.rateLimited(
          retryAfterSeconds,
          `This workspace has ${most} streams open here already. End one, or read with a cursor.`,
        );
      }
      open.set(workspaceId, others + 1);
      return () => {
        const left = (open.get(workspaceId) ?? 1) - 1;
        if (left > 0) open.set(workspaceId, left);
        else open.delete(workspaceId);
      };
    },
  };
}
