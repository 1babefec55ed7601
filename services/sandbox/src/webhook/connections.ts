/** Decides how many connections a webhook may have: few while nothing succeeds, more as it goes well. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import type { Clock } from "../clock.ts";

export interface Connections {
  readonly agent: HttpAgent | HttpsAgent;
  /** Sandbox time from which a further request may start; now or earlier when it may at once. */
  freeAt(inFlight: number): number;
  /** Takes what `freeAt` granted. */
  take(inFlight: number): void;
  succeeded(): void;
  close(): void;
}

/** WA 271-312, 701-703. */
const HEALTHY_FOR_MS = 10_000;
const HEALTHY = { connections: 10, perMs: 500 };
const AILING = { connections: 1, perMs: 2_000 };
const IDLE_MS = 60_000;

export function createConnections(deps: { url: string; max: number; clock: Clock }): Connections {
  const { clock, max } = deps;
  const AgentClass = deps.url.startsWith("https:") ? HttpsAgent : HttpAgent;
  const agent = new AgentClass({ keepAlive: true, maxSockets: max, timeout: IDLE_MS });
  let open = 0;
  let succeededAt = Number.NEGATIVE_INFINITY;
  let opened: number[] = [];

  const createConnection = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = createConnection(options, callback) as Duplex | undefined;
    open++;
    socket?.once("close", () => open--);
    return socket as ReturnType<typeof createConnection>;
  };

  const healthy = () => clock.now() - succeededAt <= HEALTHY_FOR_MS;

  return {
    agent,
    freeAt(inFlight) {
      const most = healthy() ? max : 1;
      if (inFlight >= most) return Number.POSITIVE_INFINITY;
      if (inFlight < open) return clock.now();
      const { connections, perMs } = healthy() ? HEALTHY : AILING;
      return (opened.at(-connections) ?? Number.NEGATIVE_INFINITY) + perMs;
    },
    take(inFlight) {
      if (inFlight >= open) opened = [...opened.slice(-HEALTHY.connections), clock.now()];
    },
    succeeded() {
      succeededAt = clock.now();
    },
    close: () => agent.destroy(),
  };
}
