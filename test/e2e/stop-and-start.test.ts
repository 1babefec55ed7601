/** A stop finishes the work in hand, and a start goes on where it was. */
import { expect, test } from "vitest";
import { describeHouse } from "./setup/house.ts";

describeHouse("stop and start", (start) => {
  test("SIGTERM ends within the time allowed, with the send under way recorded", async () => {
    const { owner, sidekick, approver, telegram, processes } = await start({
      env: { SHUTDOWN_TIMEOUT_MS: "10000" },
    });
    const [house] = processes;
    const bot = await telegram.createBot();
    const { id: connectionId } = await owner.connect(bot);
    const chatId = await telegram.createPerson();
    await telegram.fault({
      method: "sendMessage",
      count: 1,
      answer: { delayMs: 1_500, apply: true },
    });
    const slow = await sidekick.ask({ connectionId, chatId, text: "slow" });
    await approver.approve(slow.approvalId);
    await sidekick.reaches(slow.id, "sending");
    const later = await sidekick.ask({ connectionId, chatId, text: "later" });
    await approver.approve(later.approvalId);

    const startedAt = performance.now();
    expect(await house?.process.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);

    await house?.restart();
    await sidekick.reaches(later.id, "sent");
    expect((await sidekick.message(slow.id)).status).toBe("sent");
    expect(await telegram.texts(chatId)).toEqual(["slow", "later"]);
  });

  test("every role answers for itself, and says which part fails", async () => {
    const { processes } = await start({
      roles: ["ingress,console", "dispatcher", "sender", "registrar", "keeper"],
    });
    for (const { origin } of processes) {
      expect((await fetch(`${origin}/livez`)).status).toBe(200);
      const ready = await fetch(`${origin}/readyz`);
      expect(ready.status).toBe(200);
      expect(Object.keys(((await ready.json()) as { checks: object }).checks)).toEqual(
        expect.arrayContaining(["postgres", "queue"]),
      );
      expect(await (await fetch(`${origin}/metrics`)).text()).toContain("process_cpu");
    }
  });
});
