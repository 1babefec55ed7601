/** Sidekick at work: through the published client and its examples, and through the tools of the MCP server. */
import { join } from "node:path";
import type { PushedEvent } from "@lumenflow/client";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect, onTestFinished, test } from "vitest";
import { answerWaiting } from "../../packages/client/examples/answer-with-approval.ts";
import { receiveEvents } from "../../packages/client/examples/receive-events.ts";
import { sendAndWait } from "../../packages/client/examples/send-and-wait.ts";
import { eventually, freePort, scratchFolder } from "../harness/index.ts";
import { describeHouse, type House } from "./setup/house.ts";

const env = { LUMENFLOW_ENDPOINT_NETWORKS: "127.0.0.0/8" };

async function agent(origin: string, key: string): Promise<Client> {
  const client = new Client({ name: "agent", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL("/mcp", origin), {
      requestInit: { headers: { authorization: `Bearer ${key}` } },
    }),
  );
  onTestFinished(() => client.close());
  return client;
}

/** A tool's answer, as its structure. */
// biome-ignore lint/suspicious/noExplicitAny: compared with what is expected
async function call(client: Client, name: string, given: Record<string, unknown>): Promise<any> {
  const { content, structuredContent, isError } = await client.callTool({
    name,
    arguments: given,
  });
  const [first] = content as { text: string }[];
  return { ...(structuredContent as object), isError: isError === true, said: first?.text };
}

async function approveNext({ approver }: House, messageId: string): Promise<void> {
  const { body } = await approver.call("GET", "/approvals?status=pending");
  const found = body.data.find((each: { messageId: string }) => each.messageId === messageId);
  await approver.approve(found.id);
}

describeHouse("Sidekick at work", (start) => {
  test("the client's examples answer, wait and take events, and nothing is sent twice", async () => {
    const house = await start({ env });
    const { origin, owner, sidekick, approver, telegram } = house;
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson("Ada");
    await telegram.write(bot, { chatId, text: "hello?" });
    await eventually(async () => (await sidekick.call("GET", "/updates")).body.data.length === 1);

    // Events arrive at the example's endpoint, verified.
    const events: PushedEvent[] = [];
    const port = await freePort();
    const made = await owner.call("POST", "/endpoints", {
      body: { url: `http://127.0.0.1:${port}/`, events: ["message.status.changed"], connectionId },
    });
    const server = receiveEvents(made.body.secret, async (event) => void events.push(event));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const forged = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}" });
    expect(forged.status).toBe(401);

    // Read from the beginning twice, as after a crash: one answer is asked for.
    const settings = {
      ...{ baseUrl: origin, apiKey: sidekick.key, connectionId },
      keysFile: join(scratchFolder("sidekick"), "keys.json"),
    };
    const cursor = await answerWaiting(settings);
    expect(await answerWaiting(settings)).toBe(cursor);
    const { body: asked } = await sidekick.call("GET", "/messages");
    expect(asked.data).toMatchObject([
      { status: "pending_approval", reason: "An echo, to show how it works" },
    ]);
    await approveNext(house, asked.data[0].id);
    await sidekick.reaches(asked.data[0].id, "sent");
    expect(await telegram.texts(chatId)).toEqual(["hello?", "You said: hello?"]);

    // Waiting for an outcome, while a person decides.
    const channel = `${connectionId}/${chatId}`;
    const connection = { baseUrl: origin, apiKey: sidekick.key, channel };
    const waiting = sendAndWait({ ...connection, content: "Shall we?" });
    const [pending] = await eventually(async () => {
      const { body } = await approver.call("GET", "/approvals?status=pending");
      return body.data.length === 1 && body.data;
    });
    await approver.approve(pending.id);
    expect(await waiting).toMatchObject({
      ...{ success: true, externalMessageId: expect.stringMatching(/^\d+$/) },
      metadata: { status: "sent", messageId: pending.messageId },
    });
    const given = sendAndWait({ ...connection, content: "No?" });
    const [second] = await eventually(async () => {
      const { body } = await approver.call("GET", "/approvals?status=pending");
      return body.data.length === 1 && body.data;
    });
    const { digest } = await approver.approval(second.id);
    await approver.call("POST", `/approvals/${second.id}/resolve`, {
      body: { decision: "rejected", digest, reason: "too short" },
    });
    expect(await given).toMatchObject({ success: false, failureClass: "terminal" });

    await eventually(() =>
      events.some(
        (event) =>
          event.type === "message.status.changed" &&
          event.data.id === pending.messageId &&
          event.data.status === "sent",
      ),
    );
  });

  test("an agent's tools read, ask, follow and list through the very same gate as the API", async () => {
    const house = await start();
    const { origin, owner, sidekick, telegram } = house;
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson("Ada");
    await telegram.write(bot, { chatId, text: "hello?" });

    const client = await agent(origin, sidekick.key);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual([
      ...["follow_message", "list_chats", "list_my_approvals", "read_updates", "send_message"],
      "withdraw_message",
    ]);
    const updates = await call(client, "read_updates", { connectionId, waitSeconds: 10 });
    expect(updates.data[0].update.message.text).toBe("hello?");
    expect(await call(client, "list_chats", { connectionId })).toMatchObject({
      data: [{ chatId }],
    });

    const message = { connectionId, chatId, text: "**Good** morning", format: "markdown" };
    const asked = await call(client, "send_message", { ...message, idempotencyKey: "one" });
    expect(asked).toMatchObject({ isError: false, status: "pending_approval" });
    const again = await call(client, "send_message", { ...message, idempotencyKey: "one" });
    expect(again.id).toBe(asked.id);
    const other = { ...message, text: "Other", idempotencyKey: "one" };
    expect(await call(client, "send_message", other)).toMatchObject({
      isError: true,
      code: "E011",
    });
    expect(await telegram.calls({ botId: bot.id, method: "sendMessage" })).toEqual([]);
    expect(await call(client, "list_my_approvals", { status: "pending" })).toMatchObject({
      data: [{ id: asked.approvalId, messageId: asked.id, edited: false, decidedByName: null }],
      nextCursor: null,
    });
    const following = call(client, "follow_message", { id: asked.id, waitSeconds: 25 });
    await approveNext(house, asked.id);
    expect((await following).status).not.toBe("pending_approval");
    const sent = await eventually(async () => {
      const now = await call(client, "follow_message", { id: asked.id, waitSeconds: 5 });
      return now.status === "sent" && now;
    });
    expect(sent.messageIds).toHaveLength(1);
    expect(await call(client, "list_my_approvals", {})).toMatchObject({
      data: [{ status: "approved", decidedByName: "Approver", messageStatus: "sent" }],
    });
    expect(await telegram.texts(chatId)).toEqual(["hello?", "Good morning"]);

    const uri = `telegram://connections/${connectionId}/chats/${chatId}`;
    const { resources } = await client.listResources();
    expect(resources.map((each) => each.uri)).toEqual([uri]);
    const { contents } = await client.readResource({ uri });
    const conversation = JSON.parse((contents[0] as { text: string }).text);
    expect(conversation.data.map(({ direction }: { direction: string }) => direction)).toEqual([
      "outbound",
      "inbound",
    ]);

    // Errors name field and remedy.
    const wrong = await call(client, "send_message", {
      ...message,
      chatId: "nobody",
      idempotencyKey: "2",
    });
    expect(wrong).toMatchObject({ isError: true, code: "E010" });
    expect(wrong.said).toContain("chatId: must be a whole number");
    const content = { type: "text", text: "Which?" };
    const both = await call(client, "send_message", { ...message, content, idempotencyKey: "2" });
    expect(both).toMatchObject({ isError: true, code: "E010" });
    const unknown = await call(client, "follow_message", { id: "msg_none" });
    expect(unknown).toMatchObject({ isError: true, code: "E044" });

    // Too small a scope, another workspace, a wrong key, no key, a page of somebody else.
    const reader = await agent(origin, await owner.createKey("reader", ["updates:read"]));
    const small = await call(reader, "send_message", { ...message, idempotencyKey: "3" });
    expect(small).toMatchObject({ isError: true, code: "E004" });
    expect(small.said).toContain("messages:send");
    const made = await owner.call("POST", "/workspaces", { body: { name: "Stranger" } });
    const stranger = await agent(origin, made.body.apiKey);
    for (const [name, given] of [
      ["send_message", { ...message, idempotencyKey: "4" }],
      ["follow_message", { id: asked.id }],
      ["withdraw_message", { id: asked.id }],
      ["list_chats", { connectionId }],
    ] as const) {
      expect(await call(stranger, name, given), name).toMatchObject({
        isError: true,
        code: "E044",
      });
    }
    expect(await call(stranger, "list_my_approvals", {})).toMatchObject({ data: [] });
    expect((await stranger.listResources()).resources).toEqual([]);
    await expect(stranger.readResource({ uri })).rejects.toThrow("E044");
    await expect(agent(origin, `lf_${"A".repeat(43)}`)).rejects.toThrow();
    const knock = (headers: Record<string, string>) =>
      fetch(new URL("/mcp", origin), {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: "{}",
      });
    expect((await knock({})).status).toBe(401);
    const authorization = `Bearer ${sidekick.key}`;
    expect((await knock({ authorization, origin: "https://evil.example" })).status).toBe(403);
  });
});
