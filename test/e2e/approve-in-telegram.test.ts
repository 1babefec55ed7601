/** Approvers link their Telegram accounts and decide there: on cards, by buttons, in private chats and a group. */
import { expect, test } from "vitest";
import { eventually, sql } from "../harness/index.ts";
import { createPhones, labels, type Phones } from "./setup/cards.ts";
import { describeHouse, type House } from "./setup/house.ts";
import { invited, openSession, type PersonSession } from "./setup/session.ts";

interface Desk {
  readonly house: House;
  readonly phones: Phones;
  readonly connectionId: string;
  readonly customer: string;
  /** The owner's session and account, and a group where that account has posted the code. */
  readonly adas: PersonSession;
  readonly ada: string;
  readonly group: string;
}

describeHouse("approving in Telegram", (start) => {
  test("a card arrives, the press decides, and cards say what came of it; two decide, a stand-in, and who is asked next", async () => {
    const house = await start();
    const { owner, telegram } = house;
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    // How fast a bot may send is another story.
    await telegram.control("POST", "/limits", { enforce: false });
    const pacing = { botPerSecond: 1_000, chatPerSecond: 100, groupPerMinute: 6_000 };
    await owner.call("PATCH", `/connections/${connectionId}`, { body: { pacing } });
    const customer = await telegram.createPerson("Cleo");
    await telegram.write(bot, { chatId: customer, text: "Where is my parcel?" });

    const adas = await openSession(house, house.signIn);
    const phones = createPhones(house, bot, connectionId);
    const ada = await phones.phoneOf(adas, "Ada");
    const group = await phones.groupOf(adas, ada);
    expect((await adas.call("GET", "/telegram-links")).body.data).toHaveLength(2);

    const desk = { house, phones, connectionId, customer, adas, ada, group };
    await oneDecides(desk);
    await severalDecide(desk);
  });
});

async function oneDecides(desk: Desk): Promise<void> {
  const { house, phones, connectionId, customer, ada, group } = desk;
  const { owner, sidekick, telegram } = house;
  const asked = await sidekick.ask({
    ...{ connectionId, chatId: customer, text: "It arrives on Monday." },
    extra: { reason: "She asked" },
  });
  const card = await phones.card(ada, "It arrives on Monday.");
  expect(card.text).toContain("Cleo");
  expect(card.text).toContain("She asked");
  expect(labels(card)).toEqual(["Approve", "Reject"]);
  const data = card.reply_markup?.inline_keyboard.flat().map((each) => each.callback_data);
  for (const each of data ?? []) expect(each).toMatch(/^lf-[\w-]{22}$/);

  // Whoever else is in the group sees it, and decides nothing.
  const shared = await phones.card(group, "It arrives on Monday.");
  const stranger = await telegram.createPerson("Sam");
  const byStranger = { chatId: group, card: shared, label: "Approve", by: stranger };
  expect(await phones.press(byStranger)).toMatchObject({ show_alert: true });
  expect((await sidekick.message(asked.id)).status).toBe("pending_approval");

  const byAda = { chatId: group, card: shared, label: "Approve", by: ada };
  expect(await phones.press(byAda)).toMatchObject({ text: "Approved." });
  await sidekick.reaches(asked.id, "sent");
  expect(await telegram.texts(customer)).toContain("It arrives on Monday.");
  const decided = await owner.approval(asked.approvalId);
  expect(decided).toMatchObject({
    status: "approved",
    decisions: [{ via: "telegram", by: { kind: "user" } }],
  });

  // Everywhere the card says so, and has no buttons any more; whoever presses late is told.
  for (const [chatId, { message_id: id }] of [
    [ada, card],
    [group, shared],
  ] as const) {
    await eventually(async () => {
      const after = (await phones.shownIn(chatId)).find(({ message_id }) => message_id === id);
      expect(after?.text).toMatch(/Approved by/);
      expect(after?.reply_markup).toBeUndefined();
      return true;
    });
  }
  const late = await phones.press({ chatId: ada, card, label: "Reject", by: ada });
  expect(late.text).toMatch(/Too late.*approved/);
  const again = await phones.press({ chatId: ada, card, label: "Approve", by: ada });
  expect(again.text).toMatch(/^Approved\. This was approved already/);

  // And nothing of ours stands between what was asked for.
  const { body: listed } = await owner.call("GET", "/messages");
  expect(listed.data.map((each: { id: string }) => each.id)).toEqual([asked.id]);
  const { body: approvals } = await owner.call("GET", "/approvals");
  expect(approvals.data).toHaveLength(1);

  const second = await sidekick.ask({ connectionId, chatId: customer, text: "Never mind." });
  const next = await phones.card(ada, "Never mind.");
  await phones.press({ chatId: ada, card: next, label: "Reject", by: ada });
  await sidekick.reaches(second.id, "rejected");

  // What a card cannot hold follows in replies to it, and is approved there once all of it has come.
  const long = `Our terms: ${"x".repeat(4_080)}`;
  const terms = await sidekick.ask({ connectionId, chatId: customer, text: long });
  const whole = await phones.card(ada, "Our terms", "Approve");
  const reply = (await phones.shownIn(ada)).find(({ text }) => text === long);
  expect(reply?.reply_to_message?.message_id).toBe(whole.message_id);
  await phones.press({ chatId: ada, card: whole, label: "Approve", by: ada });
  await sidekick.reaches(terms.id, "sent");
  expect((await telegram.texts(customer)).at(-1)).toBe(long);
}

/** Two must approve, one of them is away, nobody answers, or whoever presses has asked. */
async function severalDecide(desk: Desk): Promise<void> {
  const { house, phones, connectionId, customer, adas, ada } = desk;
  const { owner, sidekick, telegram, databaseUrl } = house;
  const bos = await invited(house, adas, "approver");
  const cys = await invited(house, adas, "approver");
  const idOf = async (of: PersonSession) => `user:${(await of.call("GET", "/me")).body.id}`;
  const [adaId, boId, cyId] = [await idOf(adas), await idOf(bos), await idOf(cys)];
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const away = await bos.call("POST", "/delegations", { body: { delegate: cyId, until } });
  expect(away.status, away.text).toBe(201);
  const cy = await phones.phoneOf(cys, "Cy");
  const ask = (text: string) => sidekick.ask({ connectionId, chatId: customer, text });
  async function rule(name: string, approval: object): Promise<void> {
    const when = { pattern: [name] };
    const body = { name, effect: "require_approval", when, approval };
    const made = await owner.call("POST", "/policies", { body });
    expect(made.status, made.text).toBe(201);
  }

  await rule("refund", { approvers: [adaId, boId], required: 2 });
  const refund = await ask("Your refund is on its way.");
  const mine = { chatId: ada, card: await phones.card(ada, "refund"), label: "Approve", by: ada };
  expect((await phones.press(mine)).text).toBe("Approved, 1 of 2.");
  // Nobody is heard twice.
  expect((await phones.press(mine)).text).toBe("Approved.");
  const half = await owner.approval(refund.approvalId);
  expect(half).toMatchObject({ status: "pending", missing: 1 });
  const card = await phones.card(cy, "refund");
  const inBosPlace = { chatId: cy, card, label: "Approve", by: cy };
  expect((await phones.press(inBosPlace)).text).toBe("Approved.");
  await sidekick.reaches(refund.id, "sent");
  const decided = await owner.approval(refund.approvalId);
  expect(decided.decisions.map(({ by, castBy }) => [by.id, castBy?.id])).toEqual([
    [adaId.slice(5), undefined],
    [boId.slice(5), cyId.slice(5)],
  ]);
  const trail = await owner.call("GET", `/audit?subject=${refund.approvalId}`);
  expect(trail.body.data[0]).toMatchObject({
    ...{ action: "approval.approved", approver: cyId, detail: { for: boId } },
  });

  // Who is asked next gets the card then, and not before.
  const chain = { approvers: [boId], escalateAfter: "1h", escalateTo: [adaId], expiresAfter: "4h" };
  await rule("contract", chain);
  const contract = await ask("Your contract ends.");
  await phones.card(cy, "contract");
  expect((await telegram.texts(ada)).join()).not.toContain("contract");
  await sql(databaseUrl, "UPDATE approvals SET escalate_at = now() WHERE id = $1", [
    contract.approvalId,
  ]);
  const escalated = await phones.card(ada, "contract");
  expect(escalated.text).toContain("Escalated");
  // And is reminded of it before its end.
  await sql(databaseUrl, "UPDATE approvals SET remind_at = now() WHERE id = $1", [
    contract.approvalId,
  ]);
  await eventually(async () => {
    const reminder = (await phones.shownIn(ada)).find(({ text }) => text?.startsWith("⏰"));
    return reminder?.reply_to_message?.message_id === escalated.message_id;
  });
  await phones.press({ chatId: ada, card: escalated, label: "Approve", by: ada });
  await sidekick.reaches(contract.id, "sent");

  // What Ada asks for is for Cy to decide, also where she sees the card.
  const { body: own } = await adas.call("POST", "/messages", {
    headers: { "idempotency-key": "by hand" },
    body: { connectionId, chatId: customer, content: { type: "text", text: "By hand." } },
  });
  const theirs = await phones.card(cy, "By hand.");
  expect((await telegram.texts(ada)).join()).not.toContain("By hand.");
  const shared = await phones.card(desk.group, "By hand.");
  const self = await phones.press({ chatId: desk.group, card: shared, label: "Approve", by: ada });
  expect(self.text).toMatch(/asked for this message/);
  expect((await owner.approval(own.approvalId)).status).toBe("pending");
  await phones.press({ chatId: cy, card: theirs, label: "Approve", by: cy });
  await sidekick.reaches(own.id, "sent");
}
