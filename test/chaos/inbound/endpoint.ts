/** An endpoint that fails at random and remembers what came, in the order in which it came first. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import type { Random } from "../random.ts";

export interface SeenEvent {
  /** `connectionId/updateId` of each update that it tells of. */
  readonly updates: readonly string[];
  arrivals: number;
  /** How often it was answered with 204. */
  accepted: number;
}

export interface Endpoint {
  readonly url: string;
  /** By `webhook-id`, in the order of first arrival. */
  readonly events: ReadonlyMap<string, SeenEvent>;
  /** How often it failed, by how. */
  readonly failures: Readonly<Record<Failure, number>>;
  stop(): Promise<void>;
}

const failures = ["answered 500", "answered 429", "did not answer", "dropped"] as const;
export type Failure = (typeof failures)[number];

const event = z.object({
  id: z.string(),
  connectionId: z.string(),
  data: z.object({ updates: z.array(z.object({ updateId: z.string() })) }),
});

/** Fails once in so many requests, whichever they are; half of those it has already taken note of. */
export async function startEndpoint(random: Random, requestsPerFailure: number): Promise<Endpoint> {
  const events = new Map<string, SeenEvent>();
  const failed = Object.fromEntries(failures.map((how) => [how, 0])) as Record<Failure, number>;

  async function take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const failure = random.below(requestsPerFailure) === 0 ? random.pick(failures) : undefined;
    if (failure !== undefined && random.below(2) === 0) return fail(failure, res);
    const { id, connectionId, data } = event.parse(JSON.parse(Buffer.concat(chunks).toString()));
    if (id !== req.headers["webhook-id"]) throw new Error(`${id} came under another id`);
    const updates = data.updates.map(({ updateId }) => `${connectionId}/${updateId}`);
    const seen = events.get(id) ?? { updates, arrivals: 0, accepted: 0 };
    events.set(id, seen);
    seen.arrivals += 1;
    if (failure !== undefined) return fail(failure, res);
    seen.accepted += 1;
    res.writeHead(204).end();
  }

  function fail(failure: Failure, res: ServerResponse): void {
    failed[failure] += 1;
    if (failure === "answered 500") res.writeHead(500).end();
    else if (failure === "answered 429") res.writeHead(429, { "retry-after": "1" }).end();
    else if (failure === "dropped") res.destroy();
  }

  const server = createServer((req, res) => {
    take(req, res).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    events,
    failures: failed,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
