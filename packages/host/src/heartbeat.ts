/** Gives a sign of life of this process every few seconds, so that people see who works. */
import { type Database, newId } from "@lumenflow/db";
import { type Component, describeError, type Logger, version } from "@lumenflow/runtime";

export interface HeartbeatDeps {
  readonly processes: Pick<Database["processes"], "beat" | "leave">;
  readonly roles: readonly string[];
  readonly logger: Logger;
}

const everyMs = 5_000;
const partingMs = 1_000;

/** A beat that fails is none: nobody waits for it, and the next is tried all the same. */
export function createHeartbeat({ processes, roles, logger }: HeartbeatDeps): Component {
  const id = newId("process");
  let timer: NodeJS.Timeout | undefined;

  function beat(): void {
    processes.beat({ id, roles, version }).catch((error: unknown) => {
      logger.debug({ err: describeError(error) }, "could not give a sign of life");
    });
  }

  return {
    name: "heartbeat",
    async start() {
      beat();
      timer = setInterval(beat, everyMs);
    },
    async stop() {
      clearInterval(timer);
      // Without Postgres it is forgotten like one that was killed.
      const left = processes.leave(id).catch(() => undefined);
      await Promise.race([left, new Promise((resolve) => setTimeout(resolve, partingMs).unref())]);
    },
  };
}
