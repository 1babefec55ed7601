/** Sidekick follows a group over a stream, through restarts and through the group's becoming a supergroup. */
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { describeHouse } from "./setup/house.ts";

interface Written {
  readonly message?: { readonly text?: string };
}

describeHouse("following a group", (start) => {
  test("goes on after a restart, a kill and a migration, and so does what waits to be sent", async () => {
    const { owner, sidekick, approver, client, telegram, processes } = await start();
    const [house] = processes;
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const { id: group } = await telegram.control<{ id: string }>("POST", "/chats", {
      type: "group",
      title: "Orders",
    });
    const ada = await telegram.createPerson("Ada");
    const write = (chatId: string, text: string) =>
      telegram.write(bot, { chatId, fromUserId: ada, text });
    await write(group, "zero");
    await eventually(async () => (await client.updates({ chatId: group })).data.length > 0);

    const ending = new AbortController();
    onTestFinished(() => ending.abort());
    const heard: string[] = [];
    (async () => {
      const query = { connectionId, chatId: group, cursor: "start", signal: ending.signal };
      for await (const { update } of client.followUpdates(query)) {
        const { text } = (update.update as Written).message ?? {};
        if (text !== undefined) heard.push(text);
      }
    })().catch(() => undefined);

    await eventually(() => heard.length === 1);
    await write(group, "one");
    await eventually(() => heard.length === 2);
    await house?.process.stop();
    await write(group, "two");
    await house?.restart();
    await eventually(() => heard.length === 3, { timeoutMs: 20_000 });
    await house?.process.kill();
    await write(group, "three");
    await house?.restart();
    await eventually(() => heard.length === 4, { timeoutMs: 20_000 });

    const waiting = await sidekick.ask({ connectionId, chatId: group, text: "asked before" });
    const moved = await telegram.control<{ id: string }>("POST", `/chats/${group}/migrate`, {});
    await write(moved.id, "four");
    await eventually(() => heard.length === 5, { timeoutMs: 20_000 });
    expect(heard).toEqual(["zero", "one", "two", "three", "four"]);

    await approver.approve(waiting.approvalId);
    await sidekick.reaches(waiting.id, "sent");
    const next = await sidekick.ask({ connectionId, chatId: group, text: "asked after" });
    await approver.approve(next.approvalId);
    await sidekick.reaches(next.id, "sent");
    expect((await telegram.texts(moved.id)).slice(-3)).toEqual([
      "four",
      "asked before",
      "asked after",
    ]);
    expect((await sidekick.message(next.id)).chatId).toBe(moved.id);

    const path = `/connections/${connectionId}/chats/${group}`;
    const { body: chat } = await sidekick.call("GET", path);
    expect(chat).toMatchObject({ chatId: moved.id, title: "Orders", migratedFrom: [group] });
    const { body: members } = await sidekick.call("GET", `${path}/members`);
    expect(members.data).toContainEqual(
      expect.objectContaining({ userId: ada, name: "Ada", status: "member" }),
    );
    const { body: timeline } = await sidekick.call("GET", `${path}/timeline`);
    expect(timeline.data.length).toBeGreaterThanOrEqual(heard.length + 2);
  });
});
