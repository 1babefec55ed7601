import { expect, test } from "vitest";
import { createLimits } from "./limits.ts";

test("limits that are off ask nobody", () => {
  const limits = createLimits({
    limits: false,
    limiter: () => {
      throw new Error("asked");
    },
  });
  expect(limits.known({ connectionId: "a", workspaceId: "b" })).toBe(0);
  expect(limits.unknown("203.0.113.9")).toBe(0);
});
