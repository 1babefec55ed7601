/** Streams what happens to whoever watches, as server-sent events. */
import type { Events } from "../events.ts";
import type { Route } from "./route.ts";

const HEARTBEAT_MS = 15_000;
const BACKLOG_LIMIT = 1024 * 1024;

export interface EventStream {
  route: Route;
  /** Ends every stream. */
  stop(): void;
}

export function createEventStream(events: Events): EventStream {
  const open = new Set<() => void>();
  return {
    route: {
      method: "GET",
      path: "/events",
      handle({ res }) {
        res.writeHead(200, {
          "content-type": "text/event-stream",
          "cache-control": "no-store",
          "x-accel-buffering": "no",
        });
        res.write("retry: 1000\n\n");
        const unsubscribe = events.subscribe((event) => {
          // A page that does not keep up connects again and reads everything anew.
          if (res.writableLength > BACKLOG_LIMIT) end();
          else res.write(`data: ${JSON.stringify(event)}\n\n`);
        });
        const heartbeat = setInterval(() => res.write(": still here\n\n"), HEARTBEAT_MS);
        const end = () => {
          unsubscribe();
          clearInterval(heartbeat);
          open.delete(end);
          res.end();
        };
        open.add(end);
        res.once("close", end);
        return undefined;
      },
    },
    stop() {
      for (const end of [...open]) end();
    },
  };
}
