import type { Update } from "@grammyjs/types";
import { expect, expectTypeOf, test } from "vitest";
import {
  isUpdateKind,
  type UpdateKind,
  updateKinds,
  wantedAllowedUpdates,
} from "./update-kinds.ts";

test("the kinds are those of the published types, no more and no fewer", () => {
  // Checked by tsc: a new version of the types fails `pnpm check` until the list follows.
  expectTypeOf<UpdateKind>().toEqualTypeOf<Exclude<keyof Update, "update_id">>();
  expect(new Set(updateKinds).size).toBe(updateKinds.length);
  expect(isUpdateKind("message")).toBe(true);
  expect(isUpdateKind("some_future_kind")).toBe(false);
});

test("without a wish every kind is asked for, those that Telegram leaves out by default included", () => {
  expect(wantedAllowedUpdates()).toEqual([...updateKinds]);
  expect(wantedAllowedUpdates()).toEqual(
    expect.arrayContaining(["chat_member", "message_reaction", "message_reaction_count"]),
  );
});
