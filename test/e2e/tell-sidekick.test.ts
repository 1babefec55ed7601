/** What happens is told to Sidekick's endpoint, in a chat's order, also over a crash. */
import { expect, test } from "vitest";
import { eventually, sql } from "../harness/index.ts";
import { startReceiver } from "../push/receiver.ts";
import { describeHouse } from "./setup/house.ts";

const env = { LUMENFLOW_ENDPOINT_NETWORKS: "127.0.0.0/8" };

const updateOf = (id: number, chatId: string, more: string) =>
  `{"update_id":${id},"message":{"message_id":${id},"date":1700000000,"chat":{"id":${chatId},"type":"private"}${more}}}`;
const text = (id: number, chatId: string) => updateOf(id, chatId, `,"text":"${id}"`);
const item = (id: number, chatId: string) =>
  updateOf(id, chatId, ',"media_group_id":"77","photo":[]');

const idsIn = (told: readonly { updates: readonly { updateId: string }[] }[]) =>
  told.flatMap(({ updates }) => updates.map(({ updateId }) => updateId));

describeHouse("telling Sidekick", (start) => {
  test("a conversation: what a person wrote, an album, and what became of the answer", async () => {
    const { owner, telegram, sidekick, approver, databaseUrl } = await start({ env });
    const receiver = await startReceiver();
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const events = [
      "telegram.update.received",
      "message.status.changed",
      "approval.requested",
      "approval.resolved",
      "approval.reminder",
    ];
    const made = await owner.call("POST", "/endpoints", {
      body: { url: receiver.url, events },
    });
    expect(made.status).toBe(201);
    const chatId = await telegram.createPerson();

    await telegram.deliver(bot, text(1, chatId));
    for (const id of [2, 3, 4]) await telegram.deliver(bot, item(id, chatId));
    await telegram.deliver(bot, text(5, chatId));
    const told = await eventually(() => {
      const all = receiver.of(chatId).map(({ event }) => event.data);
      return idsIn(all).at(-1) === "5" && all;
    });
    expect(idsIn(told)).toEqual(["1", "2", "3", "4", "5"]);
    // One event, unless a second passed between its items.
    const albums = told.filter(({ albumId }) => albumId === "77");
    expect(idsIn(albums)).toEqual(["2", "3", "4"]);

    const asked = await sidekick.ask({ connectionId, chatId, text: "Fine photos", key: "k1" });
    await approver.approve(asked.approvalId);
    const story = await eventually(() => {
      const rest = receiver.of(chatId).slice(told.length);
      return rest.at(-1)?.event.data.status === "sent" && rest.map(({ event }) => event);
    });
    expect(story.map(({ type, data }) => `${type} ${data.status}`)).toEqual([
      "message.status.changed pending_approval",
      "approval.requested pending",
      "approval.resolved approved",
      "message.status.changed queued",
      "message.status.changed sending",
      "message.status.changed sent",
    ]);
    expect(story.at(-1).data).toMatchObject({ id: asked.id, idempotencyKey: "k1" });

    // Nobody answers: those who are asked next are told as the first ones were, then reminded.
    const rule = {
      ...{ name: "Refunds", effect: "require_approval", when: { pattern: ["refund"] } },
      approval: {
        ...{ approvers: ["role:approver"], escalateAfter: "1h", escalateTo: ["role:admin"] },
        ...{ expiresAfter: "4h", remindBefore: "30m" },
      },
    };
    expect((await owner.call("POST", "/policies", { body: rule })).status).toBe(201);
    const refund = await sidekick.ask({ connectionId, chatId, text: "A refund", key: "k2" });
    const approvals = () =>
      receiver
        .of(chatId)
        .filter(({ event }) => event.data.id === refund.approvalId)
        .map(({ event }) => event);
    for (const column of ["escalate_at", "remind_at"]) {
      const before = await eventually(() => approvals().length > 0 && approvals().length);
      await sql(databaseUrl, `UPDATE approvals SET ${column} = now() WHERE id = $1`, [
        refund.approvalId,
      ]);
      await eventually(() => approvals().length > before);
    }
    await sql(databaseUrl, "UPDATE approvals SET expires_at = now() WHERE id = $1", [
      refund.approvalId,
    ]);
    await sidekick.reaches(refund.id, "expired");
    await eventually(() => approvals().at(-1)?.data.status === "expired");
    const levels = approvals().map(({ type, data }) => [type, data.level, data.approvers]);
    expect(levels).toEqual([
      ["approval.requested", 0, ["role:approver"]],
      ["approval.requested", 1, ["role:approver", "role:admin"]],
      ["approval.reminder", 1, ["role:approver", "role:admin"]],
      ["approval.resolved", 1, ["role:approver", "role:admin"]],
    ]);
    for (const received of receiver.received) receiver.verify(received, made.body.secret);
  });

  test("an album that was open when everything was killed is told of afterwards", async () => {
    const { owner, telegram, processes, sidekick } = await start({ env });
    const receiver = await startReceiver();
    const bot = await telegram.createBot();
    await owner.connect(bot);
    const events = ["telegram.update.received"];
    await owner.call("POST", "/endpoints", {
      body: { url: receiver.url, events },
    });
    const chatId = await telegram.createPerson();

    for (const id of [1, 2]) await telegram.deliver(bot, item(id, chatId));
    await eventually(async () => {
      const { body } = await sidekick.call("GET", `/updates?chatId=${chatId}`);
      return body.data.length === 2;
    });
    const [house] = processes;
    await house?.process.kill();
    await house?.restart();
    // What was sent before the crash and not recorded as sent comes twice.
    await eventually(
      () => new Set(idsIn(receiver.of(chatId).map(({ event }) => event.data))).size === 2,
      { timeoutMs: 30_000 },
    );
  });
});
