/** The chat registry: what updates tell about chats. */
import { expect, test } from "vitest";
import { describeBackends, eventually } from "../harness/index.ts";
import { enqueue } from "./batches.ts";
import { createWorld } from "./world.ts";

describeBackends("the chat registry", ({ prepare }) => {
  test("follows titles, members and migrations, by Telegram's dates where it has them", async () => {
    const world = await createWorld(await prepare());
    const bot = await world.addBot();
    await world.dispatch();
    const member = (updateId: number, status: string, date: number) =>
      `{"update_id":${updateId},"my_chat_member":{"date":${date},"from":{"id":1},"chat":{"id":-5,"type":"group","title":"Old"},"old_chat_member":{"status":"member"},"new_chat_member":{"status":"${status}"}}}`;
    await enqueue(world, bot, [
      member(1, "administrator", 1_700_000_300),
      `{"update_id":2,"message":{"message_id":1,"date":5,"chat":{"id":77,"type":"private","first_name":"Ada","last_name":"L","username":"ada"}}}`,
    ]);
    await enqueue(world, bot, [
      member(3, "kicked", 1_700_000_200),
      `{"update_id":4,"message":{"message_id":2,"date":5,"chat":{"id":-5,"type":"group","title":"New"}}}`,
      `{"update_id":5,"message":{"message_id":2,"date":5,"chat":{"id":77,"type":"private","first_name":"Ada"}}}`,
    ]);
    await enqueue(world, bot, [
      `{"update_id":6,"message":{"message_id":3,"date":5,"chat":{"id":-1005,"type":"supergroup","title":"New"},"migrate_from_chat_id":-5}}`,
      `{"update_id":7,"message":{"message_id":3,"date":5,"chat":{"id":-6,"type":"group","title":"Six"},"migrate_to_chat_id":-1006}}`,
      `{"update_id":8,"inline_query":{"id":"1","from":{"id":1},"query":"","offset":""}}`,
    ]);
    await eventually(async () => (await world.database.prisma.update.count()) === 8);

    const key = await world.apiKey(["updates:read"]);
    const path = `/connections/${bot.connectionId}/chats`;
    const { data } = JSON.parse((await world.get(path, key)).text);
    const byId = Object.fromEntries(data.map((chat: { chatId: string }) => [chat.chatId, chat]));
    expect(Object.keys(byId).sort()).toEqual(["-1005", "-1006", "-5", "-6", "77"]);
    expect(byId["-5"]).toMatchObject({
      type: "group",
      title: "New",
      botStatus: "administrator",
      migratedTo: "-1005",
    });
    expect(byId["77"]).toMatchObject({ type: "private", title: "Ada", username: null });
    expect(byId["-6"]).toMatchObject({ migratedTo: "-1006" });
    expect(byId["-1005"]).toMatchObject({
      type: "supergroup",
      migratedTo: null,
      migratedFrom: ["-5"],
      botStatus: "administrator",
    });

    const first = JSON.parse((await world.get(`${path}?limit=3`, key)).text);
    const rest = JSON.parse(
      (await world.get(`${path}?limit=3&cursor=${first.nextCursor}`, key)).text,
    );
    expect([...first.data, ...rest.data]).toEqual(data);
    expect(rest.nextCursor).toBeNull();
    for (const nobody of ["conn_nobody", "conn_%00", "%zz", "x".repeat(300)]) {
      for (const of of ["chats", "chats/1/timeline"]) {
        const answer = await world.get(`/connections/${nobody}/${of}`, key);
        expect(answer.status, `${nobody}/${of}`).toBe(404);
      }
    }
    const noDay = Buffer.from("c 2026-02-31T00:00:00.000Z 1").toString("base64url");
    expect((await world.get(`${path}?cursor=${noDay}`, key)).status).toBe(400);
  });
});
