import { describe, expect, test } from "vitest";
import { createAddressRules } from "./addresses.ts";
import type { Lookup } from "./guarded-agent.ts";
import { faultOfUrl } from "./url-rules.ts";

const names: Record<string, string[]> = {
  "hooks.example.org": ["93.184.215.14"],
  "both.example.org": ["10.0.0.1", "93.184.215.14"],
  "inside.example.org": ["10.0.0.1"],
  localhost: ["::1", "127.0.0.1"],
};
const lookup: Lookup = (hostname, _options, callback) => {
  const found = names[hostname];
  if (found === undefined)
    return callback(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []);
  callback(
    null,
    found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
  );
};
const fault = (url: string, networks: string[] = []) =>
  faultOfUrl(url, { rules: createAddressRules(networks), lookup });

describe("a URL to send to", () => {
  test.each([
    "https://hooks.example.org/telegram?token=t",
    "http://hooks.example.org:8080",
    "https://both.example.org",
    "https://not-yet.example.org",
    "https://8.8.8.8/x",
    "https://hooks.example.org./",
    "https://[2001:4860:4860::8888]/",
  ])("%s is accepted", async (url) => {
    expect(await fault(url)).toBeUndefined();
  });

  test.each([
    ["nonsense", "not a URL"],
    ["https://", "not a URL"],
    ["ftp://hooks.example.org", "https://"],
    ["https://hooks..example.org", "no name server"],
    [`https://${"a".repeat(64)}.org`, "no name server"],
    [`https://${"a.".repeat(127)}org`, "no name server"],
    ["https://me:secret@hooks.example.org", "password"],
    ["https://hooks.example.org/#top", "fragment"],
    ["https://hooks.example.org/#", "fragment"],
    ["http://127.0.0.1:3000", "loopback"],
    ["http://2130706433/", "loopback"],
    ["http://0x7f.1/", "loopback"],
    ["http://[::1]/", "loopback"],
    ["http://[::ffff:10.0.0.1]/", "private"],
    ["http://169.254.169.254/latest/meta-data", "link-local"],
    ["http://localhost:8080", "loopback"],
    ["https://inside.example.org", "private"],
  ])("%s is refused: %s", async (url, word) => {
    const said = await fault(url);
    expect(said).toContain(word);
    expect(said).not.toContain("secret");
  });

  test("may lead to what the operator allows", async () => {
    expect(await fault("http://localhost:8080", ["127.0.0.0/8"])).toBeUndefined();
    expect(await fault("https://inside.example.org", ["10.0.0.0/8"])).toBeUndefined();
    expect(await fault("https://inside.example.org", ["127.0.0.0/8"])).toContain("private");
  });
});
