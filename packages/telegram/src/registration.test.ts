import { describe, expect, it } from "vitest";
import { generateSecretToken } from "./secret-token.ts";
import { unknownKinds, updateKinds, wantedAllowedUpdates } from "./update-kinds.ts";

describe("the updates we ask for", () => {
  it("are all 27 known kinds, also those that Telegram's default leaves out", () => {
    expect(wantedAllowedUpdates()).toEqual([...updateKinds]);
    expect(new Set(wantedAllowedUpdates()).size).toBe(27);
    for (const kind of ["chat_member", "message_reaction", "message_reaction_count"]) {
      expect(wantedAllowedUpdates()).toContain(kind);
    }
  });

  it("are those asked for, once each and in a fixed order", () => {
    const asked = ["callback_query", "message", "message", "no_such_kind"];
    expect(wantedAllowedUpdates(asked)).toEqual(["message", "callback_query"]);
  });

  it("are also kinds that Telegram has had since, where somebody names them", () => {
    expect(wantedAllowedUpdates([], ["hologram", "message"])).toEqual([...updateKinds, "hologram"]);
    expect(wantedAllowedUpdates(["hologram", "message"], ["hologram"])).toEqual([
      "message",
      "hologram",
    ]);
    expect(unknownKinds(["message", "mesage", "hologram"], ["hologram"])).toEqual(["mesage"]);
  });

  it("are never an empty list, which would mean Telegram's default", () => {
    expect(wantedAllowedUpdates([])).toHaveLength(27);
    expect(wantedAllowedUpdates(["no_such_kind"])).toHaveLength(27);
  });
});

it("a secret has 256 random bits in the characters Telegram allows", () => {
  const secrets = Array.from({ length: 200 }, generateSecretToken);
  expect(new Set(secrets).size).toBe(200);
  for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
