import { expect, test } from "vitest";
import { setup } from "./setup.ts";

test("what is new is what was sealed behind a reader's place, in kinds", async () => {
  const { database, workspaceId, append, seal } = await setup();
  const { trails } = database;
  expect(await trails.newsSince(workspaceId, null)).toEqual({ seq: "0", kinds: [] });
  await seal();
  const begun = await trails.newsSince(workspaceId, null);
  expect(begun).toEqual({ seq: "1", kinds: [] });
  await append(2, { action: "message.sent" });
  await append(1, { action: "policy.changed" });
  expect(await trails.newsSince(workspaceId, "1")).toEqual({ seq: "1", kinds: [] });
  await seal();
  const news = await trails.newsSince(workspaceId, "1");
  expect({ ...news, kinds: news.kinds.toSorted() }).toEqual({
    seq: "4",
    kinds: ["message", "policy"],
  });
  expect(await trails.newsSince(workspaceId, news.seq)).toEqual({ seq: "4", kinds: [] });
});
