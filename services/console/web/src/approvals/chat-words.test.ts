import { expect, it } from "vitest";
import { chatDetails, chatName } from "./chat-words.ts";

const chat = { id: "-1001", threadId: null, type: null, title: null, username: null };

it.each([
  [{ title: "Shop", username: "shop" }, "Shop", "@shop · id -1001"],
  [{ title: "Shop", type: "supergroup", threadId: "7" }, "Shop", "group · id -1001 · topic 7"],
  [{ username: "anna", type: "private" }, "@anna", "private chat · id -1001"],
  [{ type: "channel" }, "chat -1001", "channel"],
  [{ type: "guest" }, "chat -1001", "guest"],
])("names %j", (known, name, details) => {
  expect(chatName({ ...chat, ...known })).toBe(name);
  expect(chatDetails({ ...chat, ...known })).toBe(details);
});
