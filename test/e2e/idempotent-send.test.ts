/** Sidekick may repeat a request as often as it likes: it is asked for once. */
import { expect, test } from "vitest";
import { describeHouse } from "./setup/house.ts";

describeHouse("an idempotent send", (start) => {
  test("the same key and body is the same message, another body is refused", async () => {
    const { owner, sidekick, approver, telegram, client } = await start();
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    const body = { connectionId, chatId, content: { type: "text" as const, text: "once" } };

    const missing = await sidekick.call("POST", "/messages", { body });
    expect(missing.body).toMatchObject({ status: 400, code: "E012" });

    const both = await Promise.all(Array.from({ length: 6 }, () => client.send(body, "same")));
    expect(new Set(both.map(({ id }) => id)).size).toBe(1);
    expect(both.filter(({ replayed }) => !replayed)).toHaveLength(1);

    // The same body in another order of members, and the same number as text, is the same request.
    const sameBody = {
      content: { text: "once", type: "text" as const },
      chatId: Number(chatId),
      connectionId,
    };
    expect(await client.send(sameBody, "same")).toMatchObject({ id: both[0]?.id, replayed: true });

    const other = { ...body, content: { type: "text" as const, text: "twice" } };
    await expect(client.send(other, "same")).rejects.toMatchObject({ code: "E011", status: 409 });

    await approver.approve(both[0]?.approvalId as string);
    await sidekick.reaches(both[0]?.id as string, "sent");
    expect(await client.send(body, "same")).toMatchObject({ status: "sent", replayed: true });
    expect(await telegram.texts(chatId)).toEqual(["once"]);
  });
});
