/** Sidekick asks, a person approves exactly what is sent, Telegram gets it once, and the trail proves it. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { createApi } from "./setup/api.ts";
import { describeHouse } from "./setup/house.ts";

describeHouse("sending with approval", (start) => {
  test("nothing goes out before a person approves, then exactly that does, once", async () => {
    const { owner, sidekick, approver, telegram } = await start();
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    await telegram.write(bot, { chatId, text: "hello?" });

    const asked = await sidekick.ask({ connectionId, chatId, text: "Good morning!" });
    expect(asked.status).toBe("pending_approval");
    expect((await sidekick.message(asked.id)).waitingFor).toBe("approval");

    const { body: inbox } = await approver.call("GET", "/approvals?status=pending");
    expect(inbox.data).toHaveLength(1);
    const [card] = inbox.data;
    expect(card).toMatchObject({ messageId: asked.id, requester: { name: "Sidekick" } });
    expect(card.preview.parts).toEqual([
      {
        method: "sendMessage",
        payload: expect.objectContaining({ chat_id: chatId, text: "Good morning!" }),
      },
    ]);
    expect(await telegram.calls({ botId: bot.id, method: "sendMessage" })).toEqual([]);

    expect((await approver.approve(card.id)).status).toBe("approved");
    const sent = await sidekick.reaches(asked.id, "sent");
    expect(sent.messageIds).toHaveLength(1);
    expect(sent.timeline.map(({ status }) => status)).toEqual([
      "pending_approval",
      "queued",
      "sending",
      "sent",
    ]);
    expect(await telegram.texts(chatId)).toEqual(["hello?", "Good morning!"]);
    expect(await telegram.calls({ botId: bot.id, method: "sendMessage" })).toHaveLength(1);

    // The trail says who allowed what, and proves it, also once nobody knows any more what was said.
    const trail = async () => (await owner.call("GET", `/audit?subject=${asked.id}`)).body.data;
    const allowed = (await trail()).find(
      (each: { action: string }) => each.action === "approval.approved",
    );
    expect(allowed).toMatchObject({ approverName: "Approver", subjectId: card.id });
    expect(allowed.opening).toMatchObject({ digest: card.digest });
    const purged = await owner.call("POST", `/messages/${asked.id}/purge`);
    expect(purged.body).toMatchObject({ status: "sent", content: { type: "purged" } });
    expect((await trail()).map(({ opening }: { opening: unknown }) => opening)).toEqual(
      expect.not.arrayContaining([expect.anything()]),
    );
    const proof = await eventually(async () => {
      const { body } = await owner.call("GET", "/audit/verify");
      return body.unsealed.count === 0 && body;
    });
    expect(proof).toMatchObject({ ok: true, broken: null });
    const file = await owner.call("GET", "/audit/export?format=jsonl");
    expect(file.text).toContain(allowed.inputDigest);
    expect(file.text).not.toContain(card.digest);
    const table = await owner.call("GET", `/audit/export?format=csv&from=${card.requestedAt}`);
    expect(table.text).toContain(allowed.id);
  });

  test("a decision holds only for the digest that was seen, for others than the requester, and for its own edit; a rejection for good", async () => {
    const { owner, sidekick, approver, telegram, origin } = await start();
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    const asked = await sidekick.ask({ connectionId, chatId, text: "one" });
    const resolve = (api: typeof approver, body: unknown) =>
      api.call("POST", `/approvals/${asked.approvalId}/resolve`, { body });
    const { digest } = await approver.approval(asked.approvalId);

    const stale = await resolve(approver, {
      decision: "approved",
      digest: `${digest.slice(0, -4)}0000`,
    });
    expect(stale.body).toMatchObject({ status: 409, code: "E023" });

    const both = await owner.createKey("Both", [
      "messages:send",
      "approvals:decide",
      "messages:read",
    ]);
    const selfish = createApi(origin, both);
    const own = await selfish.ask({ connectionId, chatId, text: "mine" });
    const refused = await selfish.call("POST", `/approvals/${own.approvalId}/resolve`, {
      body: { decision: "approved", digest: (await approver.approval(own.approvalId)).digest },
    });
    expect(refused.body).toMatchObject({ status: 403, code: "E004" });

    const first = await resolve(approver, { decision: "approved", digest });
    const again = await resolve(approver, { decision: "approved", digest });
    const opposite = await resolve(approver, { decision: "rejected", digest });
    expect([first.status, again.status, opposite.status]).toEqual([200, 200, 409]);
    expect(again.body).toEqual(first.body);
    await sidekick.reaches(asked.id, "sent");

    // What was said once is no approval of anything else: not again, not edited, not by others.
    const edited = { decision: "approved", digest, content: { type: "text", text: "two" } };
    expect((await resolve(approver, edited)).body).toMatchObject({ status: 409, code: "E023" });
    const next = await sidekick.ask({ connectionId, chatId, text: "two" });
    const replayed = await approver.call("POST", `/approvals/${next.approvalId}/resolve`, {
      body: { decision: "approved", digest },
    });
    expect(replayed.body).toMatchObject({ status: 409, code: "E023" });
    const made = await owner.call("POST", "/workspaces", { body: { name: "Foreign" } });
    const foreign = createApi(origin, made.body.apiKey);
    const { digest: right } = await approver.approval(next.approvalId);
    const decision = { decision: "approved", digest: right };
    const single = await foreign.call("POST", `/approvals/${next.approvalId}/resolve`, {
      body: decision,
    });
    expect(single.body).toMatchObject({ status: 404, code: "E044" });
    const several = await foreign.call("POST", "/approvals/resolve", {
      body: { decisions: [{ id: next.approvalId, ...decision }] },
    });
    expect(several.body.results).toMatchObject([{ ok: false, problem: { code: "E044" } }]);
    expect((await resolve(approver, { decision: "approved", digest })).status).toBe(200);
    expect(await telegram.texts(chatId)).toEqual(["one"]);
    expect((await sidekick.message(next.id)).status).toBe("pending_approval");

    // An edit before approval is what goes out, and both versions are kept.
    const typo = await sidekick.ask({ connectionId, chatId, text: "Helo!" });
    const { digest: before } = await approver.approval(typo.approvalId);
    const corrected = await approver.call("POST", `/approvals/${typo.approvalId}/resolve`, {
      body: {
        ...{ decision: "approved", digest: before },
        content: { type: "text", text: "Hello!" },
      },
    });
    expect(corrected.status).toBe(200);
    expect(corrected.body).toMatchObject({
      content: { text: "Hello!" },
      originalContent: { text: "Helo!" },
    });
    expect(corrected.body.digest).not.toBe(before);
    await sidekick.reaches(typo.id, "sent");
    // Said again by whoever said it, it is answered as before; by others, or otherwise, it is out of date.
    const correct = (as: typeof approver, text = "Hello!", more: object = {}) =>
      as.call("POST", `/approvals/${typo.approvalId}/resolve`, {
        body: { decision: "approved", digest: before, content: { type: "text", text }, ...more },
      });
    expect(await correct(approver)).toMatchObject({ status: 200, body: corrected.body });
    for (const answer of [
      await correct(approver, "Bye!"),
      await correct(approver, "Hello!", { digest }),
      await correct(owner),
    ]) {
      expect(answer.body).toMatchObject({ status: 409, code: "E023" });
    }
    expect(await telegram.texts(chatId)).toEqual(["one", "Hello!"]);

    // What a person rejects is never sent, and Sidekick learns why. Another content would be lost.
    const loud = await sidekick.ask({ connectionId, chatId, text: "Buy now!!!" });
    const reject = async (more: object) =>
      approver.call("POST", `/approvals/${loud.approvalId}/resolve`, {
        body: {
          ...{ decision: "rejected", reason: "Too loud", ...more },
          digest: (await approver.approval(loud.approvalId)).digest,
        },
      });
    const edit = await reject({ content: { type: "text", text: "Buy later" } });
    expect(edit.body).toMatchObject({ status: 400, errors: [{ path: "content" }] });
    expect((await reject({})).body).toMatchObject({ decisionReason: "Too loud" });
    const rejected = await sidekick.reaches(loud.id, "rejected");
    expect(rejected.timeline.at(-1)).toMatchObject({ detail: "Too loud" });
    const last = await sidekick.ask({ connectionId, chatId, text: "Good morning" });
    const shown = await approver.approval(last.approvalId);
    const bulk = await approver.call("POST", "/approvals/resolve", {
      body: {
        decisions: [
          { id: loud.approvalId, decision: "approved", digest },
          { id: shown.id, decision: "approved", digest: shown.digest },
        ],
      },
    });
    expect(bulk.body.results.map(({ ok }: { ok: boolean }) => ok)).toEqual([false, true]);
    await sidekick.reaches(last.id, "sent");
    expect(await telegram.texts(chatId)).toEqual(["one", "Hello!", "Good morning"]);
  });
});
