/** A revoked token makes the clean-up impossible: the credentials go all the same, and it is said. */
import { expect, test } from "vitest";
import { eventually, sql } from "../harness/index.ts";
import { describeHouse } from "./setup/house.ts";

describeHouse("disconnecting with a revoked token", (start) => {
  test("the credentials are erased and the connection warns with the remedy", async () => {
    const { owner, telegram, databaseUrl } = await start();
    const bot = await telegram.createBot();
    const { id } = await owner.connect(bot);
    await telegram.revoke(bot);

    await owner.call("DELETE", `/connections/${id}`);
    const gone = await eventually(async () => {
      const found = await owner.connection(id);
      return found.status === "disconnected" && found;
    });
    expect(gone.warnings).toEqual([
      expect.stringMatching(/^The webhook could not be removed.*deleteWebhook/s),
    ]);
    expect(await sql(databaseUrl, "SELECT 1 FROM credentials")).toEqual([]);
  });

  test("a token revoked while connected asks for a person when the next message is sent", async () => {
    const { owner, sidekick, approver, telegram } = await start();
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    await telegram.revoke(bot);

    const asked = await sidekick.ask({ connectionId, chatId, text: "kept in the outbox" });
    await approver.approve(asked.approvalId);
    const connection = await eventually(async () => {
      const found = await owner.connection(connectionId);
      return found.status === "action_required" && found;
    });
    expect(connection.statusReason).toMatch(/token/i);
    expect((await sidekick.reaches(asked.id, "queued")).waitingFor).toBe("action_required");
  });
});
