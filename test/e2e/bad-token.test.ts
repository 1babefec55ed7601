/** A token that does not work is refused in words, and nothing is stored. */
import { expect, test } from "vitest";
import { describeHouse } from "./setup/house.ts";

describeHouse("a bad token", (start) => {
  test("a wrong shape, a refusal and a silence are told apart; nothing is stored", async () => {
    const { owner, telegram } = await start();
    const bot = await telegram.createBot();
    const connect = (botToken: unknown) =>
      owner.call("POST", "/connections", { body: { botToken } });

    const shape = await connect("not a token");
    expect(shape.status).toBe(400);
    expect(shape.body).toMatchObject({
      code: "E010",
      errors: [{ path: "botToken", message: expect.any(String) }],
    });

    const refused = await connect("123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ code: "E040", detail: expect.stringMatching(/token/i) });

    await telegram.fault({ method: "getMe", count: 1, answer: "hang" });
    const startedAt = performance.now();
    const silent = await connect(bot.token);
    expect(silent.status).toBe(503);
    expect(silent.body.code).toBe("E042");
    expect(performance.now() - startedAt).toBeLessThan(10_000);

    const { body } = await owner.call("GET", "/connections?include=disconnected");
    expect(body.data).toEqual([]);
    expect(shape.text + refused.text + silent.text).not.toContain(bot.token);
  });
});
