import { createLogger } from "@lumenflow/runtime";
import { expect, test, vi } from "vitest";
import { keepRunning } from "./keep-running.ts";
import type { Server } from "./server.ts";

const logger = createLogger({ name: "test", level: "silent" });
const soon = { timeout: 20_000, interval: 5 };

/** A server that ends when it is told to. */
function fake() {
  const { promise, resolve: end } = Promise.withResolvers<void>();
  const server: Server = { port: 1, gone: () => promise, ended: () => promise };
  return { server, end };
}

function setup(start: (turn: number) => Server | Error, patience = {}) {
  const first = fake();
  const onGivenUp = vi.fn<(error: Error) => void>();
  const startAgain = vi.fn(async () => {
    const next = start(startAgain.mock.calls.length);
    if (next instanceof Error) throw next;
    return next;
  });
  const kept = keepRunning({
    ...{ server: first.server, startAgain, onGivenUp, logger },
    patience: { most: 3, pauseMs: 1, calmMs: 60_000, ...patience },
  });
  return { kept, end: first.end, startAgain, onGivenUp };
}

test("what ends is started again, as often as it takes, and after a while with new patience", async () => {
  const ended = fake();
  ended.end();
  const lasting = fake();
  const { kept, end, startAgain, onGivenUp } = setup(
    (turn) => {
      if (turn === 10) return lasting.server;
      return turn % 3 === 0 ? ended.server : new Error("not yet");
    },
    // Whatever ran at all, ran long enough.
    { calmMs: 0 },
  );
  end();
  await vi.waitUntil(
    () => startAgain.mock.calls.length >= 10 || onGivenUp.mock.calls.length > 0,
    soon,
  );
  expect(onGivenUp).not.toHaveBeenCalled();
  await kept.stop();
});

test.each([
  ["ends at once each time", (ended: Server) => ended, "each time it ended again"],
  ["does not start", () => new Error("no space left"), "no space left"],
])("what %s is given up, in words", async (_name, start, words) => {
  const ended = fake();
  ended.end();
  const { end, startAgain, onGivenUp } = setup(() => start(ended.server));
  end();
  await vi.waitUntil(() => onGivenUp.mock.calls.length > 0, soon);
  expect(onGivenUp.mock.calls[0]?.[0].message).toContain(words);
  expect(onGivenUp.mock.calls[0]?.[0].message).toContain("server.log");
  expect(startAgain).toHaveBeenCalledTimes(3);
});

test("what is stopped on purpose stays so, also between two starts", async () => {
  const calm = setup(() => new Error("never"));
  await calm.kept.stop();
  calm.end();
  const trying = setup(() => new Error("not yet"), { most: 100, pauseMs: 600_000 });
  trying.end();
  await vi.waitUntil(() => trying.startAgain.mock.calls.length > 0, soon);
  await trying.kept.stop();
  expect(calm.startAgain).not.toHaveBeenCalled();
  expect(trying.onGivenUp).not.toHaveBeenCalled();
});
