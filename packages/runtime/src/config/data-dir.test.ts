import { expect, test } from "vitest";
import { defaultDataDir } from "./data-dir.ts";

test.each([
  ["linux", 1000, /\.local\/share\/lumenflow-telegram$/],
  ["linux", 0, /^\/var\/lib\/lumenflow-telegram$/],
  ["darwin", 501, /Library\/Application Support\/lumenflow-telegram$/],
  ["win32", undefined, /AppData.Local.lumenflow-telegram$/],
] as const)("on %s for uid %s", (platform, uid, expected) => {
  expect(defaultDataDir(platform, uid)).toMatch(expected);
});
