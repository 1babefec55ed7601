/** A Telegram that says yes to everything and stamps arrivals; a process of its own. */
import { createServer } from "node:http";

const arrivals: { text: string; chatId: string; bot: string; at: number }[] = [];
let nextId = 0;

const server = createServer((req, res) => {
  const at = performance.timeOrigin + performance.now();
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    res.setHeader("content-type", "application/json");
    if (req.url === "/arrivals") {
      res.end(JSON.stringify(arrivals.splice(0)));
      return;
    }
    const body = JSON.parse(Buffer.concat(chunks).toString() || "{}");
    const bot = /^\/bot(\d+):/.exec(req.url ?? "")?.[1] ?? "";
    arrivals.push({ text: body.text, chatId: String(body.chat_id), bot, at });
    nextId += 1;
    res.end(JSON.stringify({ ok: true, result: { message_id: nextId } }));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(`port ${address.port}`);
});
