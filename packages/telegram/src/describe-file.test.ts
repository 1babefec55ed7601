import { expect, test } from "vitest";
import { describeFile } from "./describe-file.ts";

const update = JSON.stringify({
  update_id: 1,
  message: {
    photo: [
      { file_id: "small", file_unique_id: "s", file_size: 900, width: 90, height: 60 },
      { file_id: "large", file_unique_id: "l", file_size: 90_000, width: 900, height: 600 },
    ],
    sticker: { file_id: "moving", file_unique_id: "m", is_animated: false, is_video: true },
    document: {
      file_id: "paper",
      file_unique_id: "p",
      file_name: "page.html",
      mime_type: "text/html",
      thumbnail: { file_id: "tiny", file_unique_id: "t" },
    },
    reply_to_message: { voice: { file_id: "said", file_unique_id: "v", duration: 3 } },
  },
});

test.each([
  ["small", { uniqueId: "s", mimeType: "image/jpeg", fileName: "photo.jpg", size: 900 }],
  ["large", { uniqueId: "l", mimeType: "image/jpeg", fileName: "photo.jpg", size: 90_000 }],
  ["moving", { uniqueId: "m", mimeType: "video/webm", fileName: "sticker.webm", size: null }],
  ["paper", { uniqueId: "p", mimeType: "text/html", fileName: "page.html", size: null }],
  ["tiny", { uniqueId: "t", mimeType: "image/jpeg", fileName: "thumbnail.jpg", size: null }],
  ["said", { uniqueId: "v", mimeType: "audio/ogg", fileName: "voice.ogg", size: null }],
])("an update says what the file %s is", (fileId, expected) => {
  expect(describeFile(update, fileId)).toEqual(expected);
});

test("a file that the update does not name is none of it", () => {
  expect(describeFile(update, "elsewhere")).toBeNull();
  expect(describeFile("not JSON", "small")).toBeNull();
  expect(describeFile('{"update_id":1,"message":{"text":"small"}}', "small")).toBeNull();
});
