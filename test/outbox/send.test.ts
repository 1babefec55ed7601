import { expect, test } from "vitest";
import { describeBackends, eventually } from "../harness/index.ts";
import { setup } from "./setup.ts";

describeBackends("a message", ({ prepare }) => {
  test("is asked for, approved by a person, and sent", async () => {
    const world = await setup(await prepare());
    const { connectionId, botId } = await world.connect();
    const chatId = await world.chat(botId);

    const asked = await world.send(connectionId, chatId, "Your order is ready");
    expect(asked).toMatchObject({
      status: 202,
      body: {
        id: expect.stringMatching(/^msg_/),
        status: "pending_approval",
        approvalId: expect.stringMatching(/^appr_/),
        policy: { effect: "require_approval" },
        parts: [
          { method: "sendMessage", payload: { chat_id: chatId, text: "Your order is ready" } },
        ],
        waitingFor: "approval",
      },
    });
    expect(await world.calls(botId)).toEqual([]);

    const approved = await world.approve(asked.body.approvalId, { reason: "fine" });
    expect(approved).toMatchObject({ status: 200, body: { status: "approved" } });
    const sent = await eventually(async () => {
      const message = await world.message(asked.body.id);
      return message.status === "sent" && message;
    });
    expect(sent.messageIds).toEqual([expect.stringMatching(/^\d+$/)]);
    expect(sent.timeline.map(({ status }: { status: string }) => status)).toEqual([
      "pending_approval",
      "queued",
      "sending",
      "sent",
    ]);
    const calls = await world.calls(botId);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.payload).toMatchObject({ text: "Your order is ready" });
  });
});
