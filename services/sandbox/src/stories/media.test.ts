import { afterEach, expect, test } from "vitest";
import { startSandbox, stopAll } from "../testing/setup.ts";

afterEach(stopAll);

async function setup(deps = {}) {
  const { origin, control, bot } = await startSandbox(deps);
  const mine = await bot();
  const { json: user } = await control("POST", "/users", { firstName: "Ada" });
  const path = (method: string) => `${origin}/sandbox/bot${mine.token}/${method}`;
  return { origin, control, bot, mine, path, userId: user.id as string };
}

test("media, places and polls come back as messages", async () => {
  const { control, origin, mine, path, userId } = await setup();
  await control("POST", "/limits", { chat: null });
  const form = new FormData();
  form.set("chat_id", userId);
  form.set("caption", "look");
  form.set("document", new File(["hello"], "a.txt", { type: "text/plain" }));
  const upload = await fetch(path("sendDocument"), { method: "POST", body: form });
  const { result } = (await upload.json()) as { result: { document: { file_id: string } } };
  expect(result).toMatchObject({
    document: { file_name: "a.txt", mime_type: "text/plain", file_size: 5 },
    caption: "look",
  });

  const again = await mine.call("sendDocument", {
    chat_id: userId,
    document: result.document.file_id,
  });
  expect(again.status).toBe(200);
  const file = (await mine.call("getFile", { file_id: result.document.file_id })).json.result;
  const bytes = await fetch(`${origin}/sandbox/file/bot${mine.token}/${file.file_path}`);
  expect(await bytes.text()).toBe("hello");

  const others: [string, object, object][] = [
    ["sendPhoto", { photo: "https://x.org/a.png" }, { photo: [{}] }],
    ["sendVideo", { video: "https://x.org/a.mp4" }, { video: { file_name: "a.mp4" } }],
    ["sendAudio", { audio: "https://x.org/a.mp3", title: "T" }, { audio: { title: "T" } }],
    ["sendVoice", { voice: "https://x.org/a.ogg" }, { voice: { duration: 0 } }],
    ["sendAnimation", { animation: "https://x.org/a.gif" }, { animation: {}, document: {} }],
    ["sendSticker", { sticker: "https://x.org/a.webp" }, { sticker: { type: "regular" } }],
    [
      "sendLocation",
      { latitude: 1.5, longitude: 2 },
      { location: { latitude: 1.5, longitude: 2 } },
    ],
    ["sendPoll", { question: "Q?", options: [{ text: "a" }, "b"] }, { poll: { question: "Q?" } }],
  ];
  for (const [method, params, expected] of others) {
    const { json } = await mine.call(method, { chat_id: userId, ...params });
    expect(json.result, method).toMatchObject(expected);
  }
  const wrong = await mine.call("sendPhoto", { chat_id: userId, photo: "AgADBAAD" });
  expect(wrong.json.description).toBe("Bad Request: wrong file identifier/HTTP URL specified");
});

test("an album comes as messages with one group id, and can fail half-way", async () => {
  const { control, mine, userId } = await setup();
  await control("POST", "/limits", { chat: null });
  const media = ["a", "b", "c"].map((name) => ({
    type: "photo",
    media: `https://x.org/${name}.png`,
  }));
  const { json } = await mine.call("sendMediaGroup", { chat_id: userId, media });
  expect(json.result).toHaveLength(3);
  expect(new Set(json.result.map((m: { media_group_id: string }) => m.media_group_id)).size).toBe(
    1,
  );

  await control("POST", "/faults", {
    method: "sendMediaGroup",
    count: 1,
    answer: { failItem: 3, description: "WEBPAGE_CURL_FAILED" },
  });
  const failed = await mine.call("sendMediaGroup", { chat_id: userId, media });
  expect(failed.json.description).toBe(
    'Bad Request: failed to send message #3 with the error message "WEBPAGE_CURL_FAILED"',
  );
  const { json: shown } = await control("GET", `/chats/${userId}/messages`);
  expect(shown.data).toHaveLength(5);
});

test("people send files, which the bot fetches, whole or in part", async () => {
  const { control, origin, mine, userId } = await setup();
  const file = { kind: "voice", mimeType: "audio/ogg", base64: btoa("0123456789") };
  const sent = await control("POST", "/messages", { botId: mine.id, fromUserId: userId, file });
  const { voice } = sent.json.message;
  expect(voice).toMatchObject({ mime_type: "audio/ogg", file_size: 10 });
  const found = (await mine.call("getFile", { file_id: voice.file_id })).json.result;
  const url = `${origin}/sandbox/file/bot${mine.token}/${found.file_path}`;
  const part = await fetch(url, { headers: { range: "bytes=-3" } });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
    ...[206, "bytes 7-9/10", "789"],
  ]);
  expect((await fetch(url, { headers: { range: "bytes=10-" } })).status).toBe(416);
  const seen = await fetch(`${origin}/sandbox/control/files/${voice.file_id}`);
  expect(seen.headers.get("content-type")).toBe("audio/ogg");
  expect(seen.headers.get("x-content-type-options")).toBe("nosniff");
});

test("a bot has the picture that BotFather was given, and a person none", async () => {
  const { control, origin, mine, bot, userId } = await setup();
  const photosOf = async (id: string, of = mine) =>
    (await of.call("getUserProfilePhotos", { user_id: id })).json;
  expect((await photosOf(mine.id)).result).toEqual({ total_count: 0, photos: [] });
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  await control("POST", `/bots/${mine.id}/picture`, { base64: png });
  const { result } = await photosOf(mine.id);
  expect(result).toMatchObject({ total_count: 1, photos: [[{ width: 1, height: 1 }]] });
  const { file_id: fileId } = result.photos[0][0];
  const { file_path: path } = (await mine.call("getFile", { file_id: fileId })).json.result;
  const bytes = await fetch(`${origin}/sandbox/file/bot${mine.token}/${path}`);
  expect(Buffer.from(await bytes.arrayBuffer()).toString("base64")).toBe(png);
  // Another bot gets it under an id of its own.
  const other = await bot();
  expect((await photosOf(mine.id, other)).result.photos[0][0].file_id).not.toBe(fileId);
  expect((await photosOf(userId)).result.total_count).toBe(0);
  expect((await photosOf("1")).description).toBe("Bad Request: invalid user_id specified");
  const refused = await control("POST", `/bots/${mine.id}/picture`, { base64: btoa("<svg/>") });
  expect(refused.status).toBe(400);
});
