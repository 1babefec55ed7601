/** The baseline: stock Express, `express.json`, one `queue.add` per request. REDIS_URL names the queue. */
import { Queue } from "bullmq";
import express from "express";

const url = new URL(process.argv[2] ?? "");
const queue = new Queue("baseline", {
  connection: { host: url.hostname, port: Number(url.port) },
  defaultJobOptions: { removeOnComplete: true },
});
const app = express();
app.use(express.json({ limit: "1mb" }));
app.post("/webhook", async (req, res) => {
  await queue.add("update", req.body);
  res.json({});
});
const server = app.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`listening on ${typeof address === "object" ? address?.port : address}\n`);
});
