import { expect, it } from "vitest";
import { readPart, targetsOf } from "./read-part.ts";

it("takes from a call what a person would see", () => {
  const part = readPart({
    method: "sendMessage",
    payload: {
      chat_id: "-1001234567890",
      text: "Pay now here",
      entities: [
        { type: "bold", offset: 0, length: 3 },
        { type: "spoiler", offset: 4, length: 3 },
        { type: "text_link", url: "https://pay.example/", offset: 8, length: 4 },
      ],
      disable_notification: true,
      protect_content: true,
      reply_parameters: { message_id: 7, allow_sending_without_reply: false },
      reply_markup: {
        inline_keyboard: [
          [
            { text: "Yes", callback_data: "yes" },
            { text: "Shop", url: "https://shop.example" },
          ],
        ],
      },
    },
  });
  expect(part).toMatchObject({
    chatId: "-1001234567890",
    nodes: [{ kind: "bold" }, " ", { kind: "spoiler" }, " ", { kind: "link" }],
    replyTo: "7",
    silent: true,
    protectedContent: true,
    buttons: [[{ text: "Yes" }, { text: "Shop" }]],
  });
  expect(targetsOf(part)).toEqual([
    { text: "now", target: "hidden until tapped" },
    { text: "here", target: "https://pay.example/" },
    { text: "Yes", target: "tells the bot “yes”" },
    { text: "Shop", target: "https://shop.example" },
  ]);
});

it("takes a call that it does not know as far as it goes", () => {
  const part = readPart({ method: "sendDice", payload: { chat_id: 1, reply_markup: null } });
  expect(part).toMatchObject({ method: "sendDice", chatId: "1", nodes: null, buttons: [] });
  expect(targetsOf(part)).toEqual([]);
});
