import { createServer } from "node:http";
import { drainOutbox } from "@lumenflow/jobs";
import { expect, onTestFinished, test } from "vitest";
import { describeWith, freshRedis } from "../harness/index.ts";
import { openAnotherSender } from "./another-sender.ts";
import { setup } from "./setup.ts";

const telegramTimeoutMs = 15_000;

/** A network that keeps what contains the text until it is let through, on the way to wherever Telegram is. */
async function keeping(text: string, telegram: () => string) {
  const { promise: through, resolve: letThrough } = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (body.includes(text)) await through;
    const headers = { "content-type": request.headers["content-type"] ?? "application/json" };
    const answer = await fetch(`${telegram()}${request.url}`, { method: "POST", headers, body });
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { apiRoot: `http://127.0.0.1:${port}/sandbox`, letThrough };
}

describeWith("redis", "an owner that lives on when its line is taken", () => {
  test("gets through what it has on its way before anything else comes in that chat", async () => {
    let apiRoot = "";
    const world = await setup({ telegramTimeoutMs, apiRoot: () => apiRoot });
    const network = await keeping("first", world.telegramOrigin);
    apiRoot = network.apiRoot;
    const { connectionId, botId } = await world.connect();
    await world.rule();
    const [chatId, other] = [await world.chat(botId), await world.chat(botId)];
    // Its queues know nothing of the jobs that there are: as after a wiped Redis.
    const redis = await freshRedis();
    onTestFinished(() => redis.stop());
    const backend = { kind: "redis", url: redis.url } as const;
    const queues = await openAnotherSender(world, { backend, apiRoot, telegramTimeoutMs });

    const first = await world.send(connectionId, chatId, "first");
    await world.until(first.body.id, "sending");
    await queues.ringAll(drainOutbox, [{ connectionId }]);
    await world.until(first.body.id, "uncertain");
    const second = await world.send(connectionId, chatId, "second");
    await world.send(connectionId, other, "elsewhere");
    const later = await world.send(connectionId, other, "and later");
    // By now the chat's own second is over as well.
    await world.until(later.body.id, "sent");
    network.letThrough();

    await world.until(second.body.id, "sent", { timeoutMs: 20_000 });
    await world.until(first.body.id, "sent");
    const texts = (await world.calls(botId)).map(({ payload }) => payload.text);
    expect(texts).toEqual(["elsewhere", "and later", "first", "second"]);
    expect(await world.control("GET", `/violations?botId=${botId}`)).toMatchObject({ total: 0 });
  });
});
