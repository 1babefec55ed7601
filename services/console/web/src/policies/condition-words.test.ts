import { expect, it } from "vitest";
import { conditionWords, scheduleWords } from "./condition-words.ts";

const names = {
  connection: (id: string) => (id === "conn_1" ? "@help_bot" : id),
  moment: (at: string) => at.slice(0, 10),
};

it.each([
  [{ all: [] }, "always"],
  [{ any: [] }, "never"],
  [{ chatType: ["private"] }, "it goes to private chats"],
  [{ links: false }, "it has no links"],
  [{ not: { links: true } }, "it does not have a link"],
  [{ not: { all: [{ links: true }] } }, "not (it has a link)"],
  [{ connectionId: ["conn_1"] }, "it goes out by @help_bot"],
  [{ requester: ["key"] }, "a program asks for it"],
  [{ textLength: { max: 500 } }, "its text has at most 500 characters"],
  [
    { budget: { by: ["requester", "chat"], within: "1h", max: 2 } },
    "fewer than 2 were asked for by whoever asks to this chat in 1h",
  ],
  [
    {
      time: {
        zone: "UTC",
        from: "08:00",
        to: "20:00",
        weekdays: ["mon", "tue", "wed", "thu", "fri"],
      },
    },
    "it goes out on weekdays from 08:00 to 20:00 (UTC)",
  ],
  [
    { all: [{ links: false }, { any: [{ media: true }, { buttons: true }] }] },
    "it has no links and (it carries media or it has buttons)",
  ],
  [{ linkDomains: ["a.com", "b.com", "c.com"] }, "all its links lead to a.com, b.com or c.com"],
  [{ dreams: true }, "“dreams” holds"],
])("%j: %s", (condition, words) => {
  expect(conditionWords(condition, names)).toBe(words);
});

it.each([
  [{ zone: "UTC", from: "22:00", weekdays: ["fri"] }, "on fri from 22:00 (UTC)"],
  [{ zone: "UTC", startsAt: "2026-12-01T09:00:00Z" }, "not before 2026-12-01"],
  [
    { zone: "UTC", to: "06:00", endsAt: "2026-12-24T00:00:00Z" },
    "to 06:00 (UTC), until 2026-12-24",
  ],
])("in force %j: %s", (schedule, words) => {
  expect(scheduleWords(schedule, names)).toBe(words);
});
