import { createLogger } from "@lumenflow/runtime";
import { expect, onTestFinished, test } from "vitest";
import { followChanges } from "./follow-changes.ts";
import { createNews } from "./news.ts";

const logger = createLogger({ name: "test", level: "silent" });

/** A trail of the kinds of its entries, and a listener that says what it is told to. */
function setup(after?: string) {
  const entries: string[] = [];
  const callbacks = new Map<string, (payload: string | null) => void>();
  const news = createNews({ on: (channel, callback) => callbacks.set(channel, callback) });
  let away = false;
  const trails = {
    async newsSince(_workspaceId: string, seq: string | null) {
      if (away) throw new Error("Postgres is away");
      const kinds = seq === null ? [] : entries.slice(Number(seq));
      return { seq: String(entries.length), kinds: [...new Set(kinds)] };
    },
  };
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const chunks = followChanges({
    ...{ trails, news, logger, workspaceId: "ws_1", after, over: over.signal },
  });
  return {
    entries,
    over,
    next: async () => (await chunks.next()).value as string | undefined,
    announce: (channel: string, payload: string | null) => callbacks.get(channel)?.(payload),
    postgres: { goAway: () => (away = true), comeBack: () => (away = false) },
  };
}

test("tells a reader its place, then what was sealed behind it, once", async () => {
  const { entries, next } = setup();
  entries.push("message");
  expect(await next()).toBe("retry: 2000\nid: 1\n\n");
  entries.push("policy", "message");
  expect(await next()).toBe('data: {"topics":["messages","policies","activity"]}\nid: 3\n\n');
  entries.push("key");
  expect(await next()).toBe('data: {"topics":["access","activity"]}\nid: 4\n\n');
});

test("tells one that comes back what it missed", async () => {
  const { entries, next } = setup("1");
  entries.push("message", "approval");
  expect(await next()).toBe("retry: 2000\nid: 1\n\n");
  expect(await next()).toBe('data: {"topics":["approvals","messages","activity"]}\nid: 2\n\n');
});

test("passes on at once what is announced, for this workspace alone", async () => {
  const { next, announce } = setup();
  await next();
  announce("approvals", JSON.stringify({ workspaceId: "ws_2", id: "appr_1" }));
  announce("updates", "ws_1");
  expect(await next()).toBe('data: {"topics":["updates"]}\nid: 0\n\n');
  announce("approvals", null);
  expect(await next()).toBe('data: {"topics":["approvals","messages"]}\nid: 0\n\n');
});

test("goes on through a time without Postgres, and ends with its reader", async () => {
  const { entries, next, announce, postgres, over } = setup();
  await next();
  postgres.goAway();
  entries.push("endpoint");
  announce("updates", "ws_1");
  expect(await next()).toBe('data: {"topics":["updates"]}\nid: 0\n\n');
  postgres.comeBack();
  expect(await next()).toBe('data: {"topics":["endpoints","activity"]}\nid: 1\n\n');
  over.abort();
  expect(await next()).toBeUndefined();
});
