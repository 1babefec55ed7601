/** What a person rejects is never sent, and Sidekick learns why. */
import { expect, test } from "vitest";
import { describeHouse } from "./setup/house.ts";

describeHouse("rejecting", (start) => {
  test("the reason comes back, and nothing was called", async () => {
    const { owner, sidekick, approver, telegram } = await start();
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    const asked = await sidekick.ask({ connectionId, chatId, text: "Buy now!!!" });
    const { digest } = await approver.approval(asked.approvalId);

    const rejected = await approver.call("POST", `/approvals/${asked.approvalId}/resolve`, {
      body: { decision: "rejected", digest, reason: "Too loud" },
    });
    expect(rejected.body).toMatchObject({ status: "rejected", decisionReason: "Too loud" });

    const message = await sidekick.reaches(asked.id, "rejected");
    expect(message.timeline.at(-1)).toMatchObject({ status: "rejected", detail: "Too loud" });
    // Something approved later goes out; what was rejected before it did not.
    const next = await sidekick.ask({ connectionId, chatId, text: "Good morning" });
    await approver.approve(next.approvalId);
    await sidekick.reaches(next.id, "sent");
    expect(await telegram.texts(chatId)).toEqual(["Good morning"]);
  });
});
