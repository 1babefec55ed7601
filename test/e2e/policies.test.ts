/** Rules let routine out, ask about the rest and forbid what must never go: ordered, explained, versioned. */
import { expect, test } from "vitest";
import { type Api, createApi } from "./setup/api.ts";
import { describeHouse } from "./setup/house.ts";
import { openSession } from "./setup/session.ts";

async function rule(admin: Api, body: Record<string, unknown>): Promise<string> {
  const made = await admin.call("POST", "/policies", { body });
  expect(made.status, made.text).toBe(201);
  return made.body.id;
}

describeHouse("rules", (start) => {
  test("routine goes out by itself, within its budget; what is forbidden never does", async () => {
    const house = await start();
    const { owner, sidekick, approver, telegram } = house;
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    await telegram.write(bot, { chatId, text: "hello?" });

    const routine = await rule(owner, {
      name: "Two a day by itself",
      effect: "auto_approve",
      when: {
        all: [
          { chatType: ["private"] },
          { links: false },
          { budget: { by: ["requester", "chat"], within: "24h", max: 2 } },
        ],
      },
    });
    const forbidden = await rule(owner, {
      name: "No passwords",
      priority: 100,
      effect: "block",
      when: { pattern: ["(?i)\\bpassword\\b"] },
      exceptions: [{ chatId: ["1"] }],
    });

    const first = await sidekick.ask({ connectionId, chatId, text: "Good morning!" });
    const second = await sidekick.ask({ connectionId, chatId, text: "Your parcel left." });
    for (const { id } of [first, second]) await sidekick.reaches(id, "sent");
    expect((await sidekick.message(first.id)).policy).toEqual({
      effect: "auto_approve",
      ruleId: routine,
      revision: 2,
    });

    const third = await sidekick.ask({ connectionId, chatId, text: "It arrived." });
    expect(third.status).toBe("pending_approval");
    await approver.approve(third.approvalId);
    await sidekick.reaches(third.id, "sent");

    const secret = await sidekick.call("POST", "/messages", {
      headers: { "idempotency-key": crypto.randomUUID() },
      body: {
        connectionId,
        chatId,
        content: { type: "text", text: "Your <i>pass</i>word is 1234", format: "html" },
      },
    });
    expect([secret.status, secret.body.code]).toEqual([403, "E020"]);
    expect(secret.body.policy).toMatchObject({ effect: "block", ruleId: forbidden });
    expect((await sidekick.message(secret.body.id)).status).toBe("blocked");
    expect(await telegram.texts(chatId)).toEqual([
      "hello?",
      "Good morning!",
      "Your parcel left.",
      "It arrived.",
    ]);
    const link = await sidekick.call("POST", "/messages/preview", {
      body: { connectionId, chatId, content: { type: "text", text: "see example.com" } },
    });
    expect(link.body.policy.explanation).toBe(
      "The rule “No passwords” did not match: its text matches no pattern. " +
        "The rule “Two a day by itself” did not match: it has links. " +
        "No rule matched, so a person must approve.",
    );

    // A draft, asked about what was there: what it would have changed, and why.
    const draft = { name: "Nothing arrives", effect: "block", when: { pattern: ["arrived"] } };
    const tried = await owner.call("POST", "/policies/simulate", { body: { rules: [draft] } });
    expect([tried.body.asked, tried.body.changed]).toEqual([4, 4]);
    expect(
      tried.body.data.find(({ messageId }: { messageId: string }) => messageId === third.id),
    ).toMatchObject({
      before: { effect: "require_approval" },
      after: { effect: "block", rule: 0, explanation: expect.stringContaining("arrived") },
    });

    const seen = await owner.call("GET", "/policies");
    expect(seen.body.data.map(({ id }: { id: string }) => id)).toEqual([forbidden, routine]);
    const { revision } = seen.body;
    const ordered = await owner.call("PUT", "/policies/order", {
      body: { revision, ids: [routine, forbidden] },
    });
    expect(ordered.body).toMatchObject({ revision: revision + 1, data: [{ id: routine }, {}] });
    const paused = await owner.call("PATCH", `/policies/${routine}`, {
      body: { version: ordered.body.data[0].version, enabled: false },
    });
    expect(paused.body).toMatchObject({ enabled: false, version: 3 });

    const byKey = await owner.call("DELETE", `/policies/${routine}`);
    expect(byKey.body).toMatchObject({ status: 403, code: "E004" });
    const person = await openSession(house, house.signIn);
    expect((await person.call("DELETE", `/policies/${routine}`)).status).toBe(204);
    const stranger = await owner.call("POST", "/workspaces", { body: { name: "Other" } });
    const foreign = createApi(house.origin, stranger.body.apiKey);
    expect((await foreign.call("GET", `/policies/${forbidden}`)).status).toBe(404);
    expect((await foreign.call("GET", "/policies")).body).toEqual({ data: [], revision: 0 });
  });
});
