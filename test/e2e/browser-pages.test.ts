/**
 * The console's pages on what the real system made: each at a desk and on a phone, in the light and in
 * the dark, by hand and by keyboard. With SCREENSHOTS=<folder> it keeps a picture of every station.
 */
import { expect, test } from "vitest";
import { describeWith } from "../harness/index.ts";
import { picture } from "../harness/picture.ts";
import { fitsThePhone, goDark, look, openBrowser, shown, signIn } from "./setup/browser.ts";
import { furnish, type World } from "./setup/help-desk.ts";
import { twoOfThree } from "./setup/two-of-three.ts";

/** Sends a message all the way, and gives back its id. */
async function send({ house, connectionId }: World, chatId: string, text: string) {
  const asked = await house.sidekick.ask({ connectionId, chatId, text });
  await house.owner.approve(asked.approvalId);
  return asked.id;
}

/** Telegram's id of what somebody said first. */
async function firstOf({ house, connectionId }: World, chatId: string): Promise<string> {
  const path = `/connections/${connectionId}/chats/${chatId}/timeline`;
  const { body } = await house.owner.call("GET", path);
  const items: { update?: { update: { message?: { message_id: number } } } }[] = body.data;
  const said = items.flatMap(({ update }) => update?.update.message ?? []);
  return String(said.at(-1)?.message_id);
}

const answer = {
  reason: "Dana asks where her parcel is; the carrier says tomorrow.",
  buttons: [[{ text: "Track it", url: "https://example.com/track/4711" }]],
};

describeWith("chromium", "the console's pages", () => {
  // A day of people's work, and whoever waits for pictures of it.
  test("show what waits, what failed and what was said, and take a person's word for it", {
    timeout: 240_000,
  }, async () => {
    const world = await furnish();
    const { house, bot, connectionId, dana, ravi } = world;
    const { origin, owner, sidekick, telegram } = house;
    const browser = await openBrowser();
    const desk = await browser.visit(1280, 900);
    const phone = await browser.visit(360, 760);
    const { page } = desk;
    const pocket = phone.page;
    await page.goto(`${origin}/approvals`);
    await signIn(page, house.signIn);
    await page.getByText("Nothing waits for a decision").waitFor();
    await page.getByTestId("live-sign").filter({ visible: true }).getByText("Live").waitFor();
    await look(page, "approvals-empty");

    // Whoever does not want to be led to a first message says so once.
    await page.getByRole("link", { name: "First steps" }).click();
    await page.getByRole("button", { name: "Ask to send it" }).waitFor();
    await page.getByRole("button", { name: "Skip these steps" }).click();
    await page.getByText("Nothing waits for a decision").waitFor();
    expect(await page.getByRole("link", { name: "First steps" }).count()).toBe(0);

    // Approvals: they arrive by themselves, with what was said before.
    const parcel = await sidekick.ask({
      ...{ connectionId, chatId: dana, text: "It comes **tomorrow** between 9 and 12." },
      extra: {
        ...answer,
        content: {
          type: "text",
          format: "markdown",
          text: "Good morning! Your parcel comes **tomorrow** between 9 and 12.\n\nIs somebody at home?",
        },
      },
    });
    const first = page.getByRole("article").first();
    await first.getByText("Good morning!").waitFor();
    await first.getByText("Hello! Is my parcel on its way?").waitFor();
    const refund = await sidekick.ask({
      ...{ connectionId, chatId: ravi, text: "Yes, within 30 days. Shall I send you a label?" },
    });
    await page.getByRole("article").nth(1).waitFor();
    await page.getByRole("article").first().getByText("Can I return the blue one?").waitFor();
    await look(page, "approvals");
    await pocket.goto(`${origin}/approvals`);
    await signIn(pocket, house.signIn);
    await pocket.getByText("Can I return the blue one?").waitFor();
    await fitsThePhone(pocket);
    await look(pocket, "approvals-phone");
    await goDark(pocket);
    await pocket.getByText("Can I return the blue one?").waitFor();
    await look(pocket, "approvals-phone-dark");

    // Out of reach, the phone says that what it shows is old, and claims no decision.
    await pocket.context().setOffline(true);
    await pocket.getByText("You are offline.").waitFor();
    const pocketed = pocket.getByRole("article").first();
    await pocketed.getByRole("button", { name: /^Approve/ }).click();
    await pocketed.getByText("No answer came").waitFor();
    await look(pocket, "approvals-offline-phone-dark");

    // One is edited and approved by keyboard; back in reach, the phone shows what became of it.
    await page.keyboard.press("j");
    await page.keyboard.press("e");
    const editing = page.getByRole("dialog");
    await editing.getByLabel("Text").fill("Yes, within 30 days. I have sent you a label.");
    await editing.getByText("I have sent you a label.").nth(1).waitFor();
    await look(page, "approvals-edit");
    await editing.getByRole("button", { name: "Approve this version" }).click();
    await editing.waitFor({ state: "hidden" });
    await pocket.context().setOffline(false);
    await pocket.getByText("You are offline.").waitFor({ state: "hidden" });
    await pocketed.getByText("Approved", { exact: true }).waitFor();
    await pocketed.getByText("No answer came").waitFor({ state: "hidden" });
    await house.owner.reaches(refund.id, "sent");
    expect(await telegram.texts(ravi)).toContain("Yes, within 30 days. I have sent you a label.");

    // Several together.
    const more = await sidekick.ask({
      ...{ connectionId, chatId: ravi, text: "Anything else?" },
      extra: { replyToMessageId: await firstOf(world, ravi) },
    });
    // What it answers is told in words.
    const answering = page.getByRole("article").filter({ hasText: "Anything else?" });
    await answering.getByRole("link", { name: /Can I return the blue one/ }).waitFor();
    for (const card of await page.getByRole("checkbox").all()) await card.check();
    await look(page, "approvals-chosen");
    await page.getByRole("button", { name: "Approve all" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Approve 2" }).click();
    await page.getByText("Nothing waits for a decision").waitFor();
    for (const { id } of [parcel, more]) await owner.reaches(id, "sent");
    await twoOfThree({ world, browser, page });

    // Of an album each caption can be changed before it goes.
    const upload = async (colour: "teal" | "plum") => {
      const file = { bytes: new Uint8Array(picture(colour, 480, 320)) };
      return (await sidekick.call("POST", `/uploads?fileName=${colour}.png`, file)).body.id;
    };
    const items = [
      { type: "photo", uploadId: await upload("teal"), caption: "The blue one" },
      { type: "photo", uploadId: await upload("plum") },
    ];
    const album = await sidekick.ask({
      ...{
        connectionId,
        chatId: ravi,
        text: "",
        extra: { content: { type: "mediaGroup", items } },
      },
    });
    await page.getByRole("button", { name: /^Edit/ }).first().click();
    await editing.getByLabel("Caption of photo 2").fill("Or this one");
    await editing.getByText("Or this one").nth(1).waitFor();
    await shown(editing.locator("img").last());
    await look(page, "approvals-edit-album");
    await editing.getByRole("button", { name: "Approve this version" }).click();
    await editing.waitFor({ state: "hidden" });
    await owner.reaches(album.id, "sent");
    const { data: seen } = await telegram.control<{ data: { caption?: string }[] }>(
      ...(["GET", `/chats/${ravi}/messages`] as const),
    );
    expect(seen.slice(-2).map(({ caption }) => caption)).toEqual(["The blue one", "Or this one"]);

    // Outbox: one in doubt, one refused, one for later.
    await telegram.fault({
      botId: bot.id,
      method: "sendMessage",
      count: 1,
      answer: "drop-after-apply",
    });
    const doubtful = await send(world, dana, "The driver rings twice.");
    await owner.reaches(doubtful, "uncertain");
    await telegram.fault({
      ...{ botId: bot.id, method: "sendMessage", count: 1 },
      answer: { status: 400, description: "Bad Request: chat not found" },
    });
    const failed = await send(world, ravi, "Your label is in the post.");
    await owner.reaches(failed, "failed");
    const later = await sidekick.ask({
      ...{ connectionId, chatId: dana, text: "How did we do?" },
      extra: { sendAt: new Date(Date.now() + 86_400_000).toISOString() },
    });
    await owner.approve(later.approvalId);

    await page
      .getByRole("link", { name: /^Outbox/ })
      .first()
      .click();
    await page.getByText("One message may have arrived").waitFor();
    await page
      .getByRole("list", { name: "Messages that wait" })
      .getByText("How did we do?")
      .waitFor();
    await look(page, "outbox");
    await pocket.goto(`${origin}/outbox`);
    await pocket.getByText("One message may have arrived").waitFor();
    await fitsThePhone(pocket);
    await look(pocket, "outbox-phone-dark");
    await page.getByRole("button", { name: "It arrived" }).click();
    await page.getByRole("dialog").getByLabel("How do you know?").fill("It is in the chat.");
    await page.getByRole("dialog").getByRole("button", { name: "It arrived" }).click();
    await page.getByText("One message may have arrived").waitFor({ state: "hidden" });
    expect((await owner.message(doubtful)).status).toBe("sent");

    await page.getByRole("tab", { name: /^Failed/ }).click();
    await page.getByRole("list", { name: "Causes" }).waitFor();
    await look(page, "outbox-failed");
    await page.goto(`${origin}/outbox/${failed}`);
    await page.getByRole("list", { name: "What happened to it" }).waitFor();
    await look(page, "message");
    await pocket.goto(`${origin}/outbox/${failed}`);
    await pocket.getByRole("list", { name: "What happened to it" }).waitFor();
    await fitsThePhone(pocket);
    await look(pocket, "message-phone-dark");
    await page.goBack();
    await page.getByRole("button", { name: "Send it again" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
    await page.getByRole("dialog").getByText("1 message goes out again").waitFor();
    await look(page, "outbox-retry");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: "Close", exact: true })
      .last()
      .click();
    await owner.reaches(failed, "sent");
    await page.getByText("Nothing has failed").waitFor();

    // What it said is forgotten for good, when somebody asks for that.
    await page.goto(`${origin}/outbox/${failed}`);
    await page.getByRole("button", { name: "Forget what it said" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Forget it" }).click();
    await page.getByText(/^What it said was forgotten/).waitFor();
    expect((await owner.message(failed)).content).toEqual({ type: "purged" });
    await look(page, "message-forgotten");

    // Conversations: found, read, answered through the same gate.
    await page.getByRole("link", { name: "Conversations" }).first().click();
    await page.getByRole("link", { name: /^Ravi/ }).waitFor();
    await page.getByRole("searchbox", { name: "Search chats" }).fill("Dana");
    await page.getByRole("link", { name: /^Ravi/ }).waitFor({ state: "hidden" });
    await page.getByRole("link", { name: /Dana Kovacs/ }).click();
    await page.getByText("Good morning!").waitFor();
    const [toParcel] = (await owner.message(parcel.id)).messageIds;
    const thanks = { fromUserId: dana, text: "Thank you!", replyToMessageId: toParcel };
    await telegram.write(bot, thanks);
    await page.getByText("Thank you!").waitFor();
    const said = page.getByRole("region", { name: "What was said" });
    await said.getByRole("link", { name: /Good morning!/ }).click();
    await said.locator('[aria-current="true"]').getByText("Is somebody at home?").waitFor();
    await look(page, "conversation-answer");
    const door = picture("sand", 640, 400);
    await telegram.send(bot, { fromUserId: dana, kind: "photo", bytes: door, caption: "My door" });
    await telegram.send(bot, {
      ...{ fromUserId: dana, kind: "voice", bytes: new TextEncoder().encode("no sound") },
    });
    await telegram.send(bot, {
      ...{ fromUserId: dana, kind: "document", name: "label.pdf", mimeType: "application/pdf" },
      bytes: new TextEncoder().encode("%PDF-1.7"),
    });
    // What cannot be had is said in words: too large, and not given any more.
    const lost = { file_id: `SBX_${bot.id}_lost_lost`, width: 320, height: 200, file_size: 9_000 };
    for (const content of [
      { photo: [{ ...lost, file_unique_id: "l" }] },
      { video: { file_id: "huge", file_unique_id: "h", file_size: 30_000_000 } },
    ]) {
      await telegram.control("POST", "/messages", { botId: bot.id, fromUserId: dana, content });
    }
    await page.getByText("Telegram does not give this file any more").waitFor();
    await page.getByText("which Telegram does not give to bots").waitFor();
    await shown(page.getByRole("img", { name: "photo" }).first());
    await page.getByRole("link", { name: /label\.pdf/ }).waitFor();
    await page.getByRole("textbox", { name: "Message" }).fill("You are welcome, Dana.");
    await page.getByText("A person is asked first.").waitFor();
    await look(page, "conversation");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await said.getByText("You are welcome, Dana.").waitFor();
    await said.getByText("Needs approval").waitFor();
    // Without the message that was looked for, at its end.
    await pocket.goto(`${origin}${new URL(page.url()).pathname}`);
    await pocket.getByText("You are welcome, Dana.").waitFor();
    await fitsThePhone(pocket);
    await look(pocket, "conversation-phone-dark");

    for (const { complaints } of [desk, phone]) {
      // The rule with a fault in it was refused, and the phone was out of reach for a while.
      const expected = /status of 400|ERR_INTERNET_DISCONNECTED/;
      expect(complaints.filter((each) => !expected.test(each))).toEqual([]);
    }
  });
});
