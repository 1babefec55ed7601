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
  const part = readPart({
    method: "sendDice",
    payload: { chat_id: 1, reply_markup: null },
  });
  expect(part).toMatchObject({ method: "sendDice", chatId: "1", nodes: null, buttons: [] });
  expect(targetsOf(part)).toEqual([]);
});

const file = {
  name: "file0",
  uploadId: "upl_1",
  fileName: "a.png",
  mimeType: "image/png",
  size: 5,
  sha256: "00",
};

it("finds the bytes of a picture, and says what is veiled", () => {
  const part = readPart({
    method: "sendPhoto",
    payload: { chat_id: "1", photo: "attach://file0", caption: "Look", has_spoiler: true },
    files: [file],
  });
  expect(part).toMatchObject({
    nodes: ["Look"],
    media: [{ kind: "photo", url: "/api/v1/uploads/upl_1/content", size: 5, spoiler: true }],
  });
  expect(targetsOf(part)).toEqual([{ text: "a.png", target: "hidden until tapped" }]);
});

it("takes an album apart, with the captions of its items", () => {
  const media = [
    { type: "photo", media: "attach://file0", caption: "One" },
    { type: "video", media: "AgAC_known" },
    { type: "unheard of", media: "x" },
  ];
  const part = readPart({ method: "sendMediaGroup", payload: { media }, files: [file] });
  expect(part).toMatchObject({
    nodes: null,
    media: [
      { kind: "photo", caption: ["One"] },
      { kind: "video", url: null, caption: null },
    ],
  });
});

it("shows a quiz with its right answer, and a place", () => {
  const quiz = readPart({
    method: "sendPoll",
    payload: {
      question: "1 + 1?",
      options: [{ text: "1" }, { text: "2" }],
      type: "quiz",
      correct_option_id: 1,
      is_anonymous: true,
    },
  });
  expect(quiz.poll).toMatchObject({
    about: "Anonymous quiz",
    options: [{ right: false }, { text: "2", right: true }],
  });
  const place = readPart({
    method: "sendLocation",
    payload: { latitude: 48.2, longitude: 16.4 },
  });
  expect(place.place).toEqual({ latitude: 48.2, longitude: 16.4 });
});

it.each([
  ["editMessageText", { message_id: 7, text: "New" }, "Changes message 7"],
  ["editMessageReplyMarkup", { message_id: 7 }, "Changes the buttons of message 7"],
  ["deleteMessages", { message_ids: [7, 8] }, "Deletes messages 7, 8"],
  ["sendMessage", { text: "New" }, null],
])("says what %s does to messages that are there", (method, payload, change) => {
  expect(readPart({ method, payload }).change).toBe(change);
});

it("shows the picture that takes another's place", () => {
  const media = { type: "photo", media: "attach://file0", caption: "New" };
  const part = readPart({
    method: "editMessageMedia",
    payload: { message_id: 7, media },
    files: [file],
  });
  expect(part.media).toMatchObject([{ kind: "photo", caption: ["New"] }]);
});
