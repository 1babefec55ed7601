import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeUpdate } from "./describe-update.ts";

const folder = join(import.meta.dirname, "../../../test/fixtures/updates");
const peopleIn = (text: string) => describeUpdate(text).people;
const fixture = (number: string) => {
  const name = readdirSync(folder).find((each) => each.startsWith(`${number}-`)) ?? "";
  return peopleIn(readFileSync(join(folder, name), "utf8"));
};

describe("the people of an update", () => {
  it.each<[string, string, object[]]>([
    ["a writer", "071", [{ id: "479306699", name: "Mina Elison", status: null, wrote: true }]],
    ["one who joined by a link", "130", [{ id: "4478500683", status: "member", stated: true }]],
    [
      "one who was added, and by whom",
      "137",
      [
        { id: "455765395", status: null, wrote: true },
        { id: "4424395843", isBot: true, status: "member", stated: false, wrote: false },
      ],
    ],
    [
      "one who was removed, and by whom",
      "057",
      [
        { id: "90889185", wrote: true },
        { id: "667038214", isBot: true, status: "left", stated: false },
      ],
    ],
    [
      "the bot itself and who blocked it",
      "108",
      [
        { id: "415727669", name: "Bo", isBot: false, status: null, wrote: false },
        { id: "4", username: "user_81479_bot", isBot: true, status: "kicked", stated: true },
      ],
    ],
    ["one who pressed a button", "181", [{ id: "2521871827", status: null, wrote: false }]],
  ])("are %s", (_name, number, expected) => {
    expect(fixture(number)).toMatchObject(expected);
    expect(fixture(number)).toHaveLength(expected.length);
  });

  it("are not those who leave while they say so, as writers", () => {
    const leaves =
      '{"update_id":1,"message":{"date":1,"chat":{"id":-5},"from":{"id":9},"left_chat_member":{"id":9}}}';
    expect(peopleIn(leaves)).toMatchObject([{ id: "9", status: "left", wrote: false }]);
  });

  it.each([
    [
      "a channel speaks",
      '"message":{"chat":{"id":-5},"from":{"id":777000},"sender_chat":{"id":-6}}',
    ],
    ["somebody asks to join", '"chat_join_request":{"chat":{"id":-5},"from":{"id":9}}'],
    ["there is no chat", '"inline_query":{"id":"1","from":{"id":9}}'],
    ["they have no id", '"message":{"chat":{"id":-5},"from":{"first_name":"Ada"}}'],
  ])("are nobody where %s", (_why, body) => {
    expect(peopleIn(`{"update_id":1,${body}}`)).toEqual([]);
  });

  it("have no status that nobody has heard of", () => {
    const odd =
      '{"update_id":1,"chat_member":{"date":1,"chat":{"id":-5},"new_chat_member":{"user":{"id":9},"status":"emperor"}}}';
    expect(peopleIn(odd)).toMatchObject([{ id: "9", status: null, stated: false }]);
  });
});
