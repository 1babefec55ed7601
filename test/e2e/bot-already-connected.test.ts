/** A bot belongs to one workspace only, also when two ask for it at the same instant. */
import { expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { createApi } from "./setup/api.ts";
import { describeHouse } from "./setup/house.ts";

describeHouse("a bot that is connected already", (start) => {
  test("it is refused here and in another workspace until it is disconnected", async () => {
    const { owner, telegram, origin } = await start();
    const bot = await telegram.createBot();
    const workspace = await owner.call("POST", "/workspaces", { body: { name: "Other" } });
    expect(workspace.status).toBe(201);
    const other = createApi(origin, workspace.body.apiKey);
    const connection = await owner.connect(bot);

    for (const api of [owner, other]) {
      const again = await api.call("POST", "/connections", { body: { botToken: bot.token } });
      expect(again.status).toBe(409);
      expect(again.body.code).toBe("E023");
      expect(again.text).not.toContain(connection.id);
    }

    expect((await owner.call("DELETE", `/connections/${connection.id}`)).status).toBe(202);
    await eventually(async () => (await owner.connection(connection.id)).status === "disconnected");
    await expect(other.connect(bot)).resolves.toMatchObject({ bot: { id: bot.id } });
  });

  test("of many simultaneous attempts exactly one wins", async () => {
    const { owner, telegram, origin } = await start();
    const bot = await telegram.createBot();
    const { body } = await owner.call("POST", "/workspaces", { body: { name: "Other" } });
    const apis = [owner, createApi(origin, body.apiKey)];

    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (apis[index % 2] ?? owner).call("POST", "/connections", { body: { botToken: bot.token } }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(7).fill(409)]);
  });
});
