/** An endpoint that says yes to everything and stamps arrivals; a process of its own. */
import { createServer } from "node:http";

const arrivals: [id: string, at: number][] = [];

/** What the sender of an event can recognise it by: the update's id, or the event's own. */
function idOf(text: string): string {
  return /"update":\{"update_id":(\d+)/.exec(text)?.[1] ?? /"id":"([^"]+)"/.exec(text)?.[1] ?? "";
}

const server = createServer((req, res) => {
  const at = performance.timeOrigin + performance.now();
  const chunks: Buffer[] = [];
  // Who breaks off in the middle has not arrived.
  req.on("error", () => undefined);
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    if (req.url === "/arrivals") {
      res.end(JSON.stringify(arrivals.splice(0)));
      return;
    }
    arrivals.push([idOf(Buffer.concat(chunks).toString()), at]);
    res.writeHead(204).end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(`port ${address.port}`);
});
