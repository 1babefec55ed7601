/** An endpoint that takes pushed events: verified first, dealt with once, answered when they are safe. */
import { createServer, type Server } from "node:http";
import { NotVerified, type PushedEvent, verifyEvent } from "@lumenflow/client";

export function receiveEvents(
  secret: string,
  handle: (event: PushedEvent) => Promise<void>,
): Server {
  // Events come at least once; keep the ids where your data is, if they must survive a restart.
  const seen = new Set<string>();
  return createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      const event = verifyEvent({ body: Buffer.concat(chunks), headers: request.headers }, secret);
      if (!seen.has(event.id)) await handle(event);
      seen.add(event.id);
      response.writeHead(204).end();
    } catch (error) {
      // What cannot be kept now is delivered again.
      response.writeHead(error instanceof NotVerified ? 401 : 503).end();
    }
  });
}
