import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import type { Component } from "./component.ts";
import { createLogger } from "./logger.ts";
import { run } from "./run.ts";

function setup() {
  const seen: string[] = [];
  const events = new EventEmitter();
  const exits: number[] = [];
  const clock = { ms: 0 };
  const host = Object.assign(events, {
    exit: (code: number) => void exits.push(code),
    now: () => clock.ms,
  });
  const logger = createLogger({ name: "test", level: "silent" });
  const component = (name: string, parts: Partial<Component> = {}): Component => ({
    name,
    start: async () => void seen.push(`start ${name}`),
    stop: async () => void seen.push(`stop ${name}`),
    ...parts,
  });
  return {
    seen,
    events,
    exits,
    clock,
    options: { logger, shutdownTimeoutMs: 1_000, host },
    component,
  };
}

test("starts in order and stops in reverse on a signal, then exits with 0", async () => {
  const { seen, events, exits, options, component } = setup();
  await run([component("db"), component("queue"), component("http")], {
    ...options,
    onStarted: () => void setImmediate(() => events.emit("SIGTERM")),
  });
  expect(seen).toEqual([
    "start db",
    "start queue",
    "start http",
    "stop http",
    "stop queue",
    "stop db",
  ]);
  expect(exits).toEqual([0]);
  expect(events.eventNames()).toEqual([]);
});

test("stops what had started when one fails to start, and exits with 1", async () => {
  const { seen, exits, options, component } = setup();
  const broken = component("broken", { start: () => Promise.reject(new Error("no")) });
  await run([component("db"), broken, component("http")], options);
  expect(seen).toEqual(["start db", "stop broken", "stop db"]);
  expect(exits).toEqual([1]);
});

test("stops with 1 where something that all of it needs has ended for good", async () => {
  const { seen, exits, options, component } = setup();
  const broken = new AbortController();
  await run([component("db")], {
    ...options,
    broken: broken.signal,
    onStarted: () => void setImmediate(() => broken.abort(new Error("it is gone"))),
  });
  expect(seen).toEqual(["start db", "stop db"]);
  expect(exits).toEqual([1]);
});

test("goes on stopping when one component cannot stop", async () => {
  const { seen, events, exits, options, component } = setup();
  const stubborn = component("stubborn", { stop: () => Promise.reject(new Error("no")) });
  await run([component("db"), stubborn], {
    ...options,
    onStarted: () => void setImmediate(() => events.emit("SIGINT")),
  });
  expect(seen.at(-1)).toBe("stop db");
  expect(exits).toEqual([0]);
});

test("leaves with 1 when the deadline passes", async () => {
  const { events, exits, options, component } = setup();
  const hanging = component("hanging", { stop: () => new Promise(() => {}) });
  await run([hanging], {
    ...options,
    shutdownTimeoutMs: 20,
    onStarted: () => void setImmediate(() => events.emit("SIGTERM")),
  });
  expect(exits).toEqual([1]);
});

test("leaves at once on the second signal", async () => {
  const { events, exits, options, component, clock } = setup();
  const release = Promise.withResolvers<void>();
  const slow = component("slow", {
    stop: () => {
      clock.ms += 500;
      events.emit("SIGINT");
      release.resolve();
      return release.promise;
    },
  });
  await run([slow], {
    ...options,
    onStarted: () => void setImmediate(() => events.emit("SIGINT")),
  });
  expect(exits[0]).toBe(130);
});

test("takes the copies of one Ctrl-C, from the terminal and from npm, for one", async () => {
  const { events, exits, options, component } = setup();
  const slow = component("slow", { stop: async () => void events.emit("SIGINT") });
  await run([slow], {
    ...options,
    onStarted: () => void setImmediate(() => events.emit("SIGINT")),
  });
  expect(exits).toEqual([0]);
});

test("stops when the process that started it has gone", async () => {
  const { seen, events, exits, options, component } = setup();
  await run([component("db")], {
    ...options,
    onStarted: () => void setImmediate(() => events.emit("disconnect")),
  });
  expect(seen).toContain("stop db");
  expect(exits).toEqual([0]);
});

test("stops with 1 on an uncaught error", async () => {
  const { seen, events, exits, options, component } = setup();
  await run([component("db")], {
    ...options,
    onStarted: () => void setImmediate(() => events.emit("uncaughtException", new Error("bug"))),
  });
  expect(seen).toContain("stop db");
  expect(exits).toEqual([1]);
});

test("a signal in mid-start starts nothing more", async () => {
  const { seen, events, exits, options, component } = setup();
  const first = component("first", {
    start: async () => {
      events.emit("SIGINT");
    },
  });
  await run([first, component("second")], options);
  expect(seen).toEqual(["stop first"]);
  expect(exits).toEqual([0]);
});
