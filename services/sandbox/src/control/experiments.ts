/** What tests set and read: faults, limits, the clock, and the journals. */
import { z } from "zod";
import type { Core } from "../core.ts";
import { breaks } from "../faults.ts";
import { DEFAULT_LIMITS, type Limit, type LimitName } from "../limits.ts";
import type { Webhooks } from "../webhook/webhooks.ts";
import {
  created,
  list,
  notFound,
  ok,
  type Route,
  readJson,
  readSince,
  telegramId,
} from "./route.ts";

const fault = z.object({
  botId: telegramId.optional(),
  method: z.string().min(1).optional(),
  chatId: z.union([telegramId, z.string().startsWith("@")]).optional(),
  count: z.int().positive().optional(),
  answer: z.union([
    z.enum(breaks),
    z.strictObject({
      status: z.int().min(200).max(599).optional(),
      errorCode: z.int().optional(),
      description: z.string().optional(),
      retryAfter: z.int().min(0).optional(),
      html: z.union([z.boolean(), z.string()]).optional(),
      delayMs: z.number().min(0).max(600_000).optional(),
      apply: z.boolean().optional(),
      failItem: z.int().min(1).max(10).optional(),
    }),
  ]),
});
/** A number keeps the usual window; null switches a limit off. */
const limit = z
  .union([
    z.int().positive(),
    z.object({ count: z.int().positive(), windowMs: z.number().positive().optional() }),
    z.null(),
  ])
  .optional();
const limits = z.object({
  bot: limit,
  paid: limit,
  chat: limit,
  group: limit,
  enforce: z.boolean().optional(),
});
const clock = z.object({
  scale: z.number().positive().max(1_000_000).optional(),
  /** How long a webhook may take, in real milliseconds; not compressed by `scale`. */
  webhookTimeoutMs: z.number().positive().optional(),
});

export function experimentRoutes(core: Core & { webhooks: Webhooks }): Route[] {
  const { faults, limits: enforced, journal, clock: time, webhooks } = core;
  const clockView = () =>
    ok({
      scale: time.scale(),
      webhookTimeoutMs: webhooks.timeoutMs(),
      now: new Date(time.now()).toISOString(),
    });

  return [
    {
      method: "POST",
      path: "/faults",
      handle: ({ text }) => created({ id: faults.add(readJson(fault, text)) }),
    },
    { method: "GET", path: "/faults", handle: () => list(faults.all()) },
    {
      method: "DELETE",
      path: "/faults",
      handle() {
        faults.clear();
        return ok({});
      },
    },
    {
      method: "DELETE",
      path: "/faults/:id",
      handle({ params }) {
        if (!faults.delete(params.id ?? "")) throw notFound("There is no such fault (any more).");
        return ok({});
      },
    },
    {
      method: "POST",
      path: "/limits",
      handle({ text }) {
        const { enforce, ...given } = readJson(limits, text);
        const change: Partial<Record<LimitName, Limit | null>> = {};
        for (const name of ["bot", "paid", "chat", "group"] as const) {
          const value = given[name];
          if (value !== undefined) change[name] = withWindow(name, value);
        }
        enforced.configure({ ...change, enforce });
        return ok(enforced.settings());
      },
    },
    { method: "GET", path: "/limits", handle: () => ok(enforced.settings()) },
    {
      method: "GET",
      path: "/violations",
      handle: ({ query }) => ok(enforced.violations(query.get("botId") ?? undefined)),
    },
    {
      method: "DELETE",
      path: "/violations",
      handle() {
        enforced.reset();
        return ok({});
      },
    },
    {
      method: "POST",
      path: "/clock",
      handle({ text }) {
        const { scale, webhookTimeoutMs } = readJson(clock, text);
        if (scale !== undefined) time.setScale(scale);
        if (webhookTimeoutMs !== undefined) webhooks.setTimeoutMs(webhookTimeoutMs);
        return clockView();
      },
    },
    { method: "GET", path: "/clock", handle: clockView },
    {
      method: "GET",
      path: "/calls",
      handle: ({ query }) =>
        list(
          journal.calls({
            botId: query.get("botId") ?? undefined,
            method: query.get("method") ?? undefined,
            since: readSince(query),
          }),
        ),
    },
    {
      method: "GET",
      path: "/deliveries",
      handle: ({ query }) =>
        list(
          journal.deliveries({ botId: query.get("botId") ?? undefined, since: readSince(query) }),
        ),
    },
  ];
}

function withWindow(
  name: LimitName,
  value: number | { count: number; windowMs?: number | undefined } | null,
): Limit | null {
  if (value === null) return null;
  const windowMs = DEFAULT_LIMITS[name]?.windowMs ?? 1_000;
  return typeof value === "number"
    ? { count: value, windowMs }
    : { count: value.count, windowMs: value.windowMs ?? windowMs };
}
