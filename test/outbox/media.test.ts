import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { jpeg, mp3, mp4, opus, pdf, png, serveFiles, webp } from "./media-files.ts";
import { prepared } from "./media-world.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("a file that was handed over is what arrives, and its hash is what was approved", async () => {
  const world = await prepared();
  const bytes = png(1_300_000);
  const upload = await world.upload(bytes, "holiday.png");
  expect(upload).toMatchObject({
    status: 201,
    body: {
      fileName: "holiday.png",
      mimeType: "image/png",
      size: 1_300_000,
      sha256: sha256(bytes),
      status: "kept",
    },
  });
  const content = {
    type: "photo",
    uploadId: upload.body.id,
    caption: "The **sea**",
    format: "markdown",
    spoiler: true,
  };
  const asked = await world.ask(content, { buttons: [[{ text: "Nice", data: "n" }]] });
  expect(asked.body.parts).toEqual([
    {
      method: "sendPhoto",
      payload: {
        chat_id: world.chatId,
        photo: "attach://file0",
        caption: "The sea",
        caption_entities: [{ type: "bold", offset: 4, length: 3 }],
        has_spoiler: true,
        reply_markup: { inline_keyboard: [[{ text: "Nice", callback_data: "n" }]] },
      },
      files: [
        {
          name: "file0",
          uploadId: upload.body.id,
          fileName: "holiday.png",
          mimeType: "image/png",
          size: 1_300_000,
          sha256: sha256(bytes),
        },
      ],
    },
  ]);
  const approved = await world.approve(asked.body.approvalId);
  expect(approved.body.preview.parts).toEqual(asked.body.parts);
  await world.until(asked.body.id, "sent");
  expect(await world.seen()).toMatchObject([
    {
      photo: [{ file_size: 1_300_000 }],
      caption: "The sea",
      caption_entities: [{ type: "bold" }],
      has_media_spoiler: true,
    },
  ]);
  const [call] = await world.calls(world.botId, "sendPhoto");
  expect(call?.payload).toMatchObject({ file0: { file: "holiday.png", size: 1_300_000 } });
});

test("a file behind an address is fetched when it is asked for, and never again", async () => {
  const world = await prepared();
  let version = 1;
  const files = await serveFiles((path, res) => {
    if (path === "/moved") return res.writeHead(302, { location: "/cat.jpg" }).end();
    res.end(jpeg(500 + version));
  });
  const asked = await world.ask({ type: "photo", url: `${files.origin}/moved` });
  version = 2;
  expect(asked.body.parts[0].files).toMatchObject([{ size: 501, fileName: "cat.jpg" }]);
  // An edited caption keeps the picture that was seen.
  const edited = { type: "photo", url: `${files.origin}/moved`, caption: "A cat" };
  const approved = await world.approve(asked.body.approvalId, { content: edited });
  expect(approved).toMatchObject({
    status: 200,
    body: { preview: { parts: [{ payload: { caption: "A cat" }, files: [{ size: 501 }] }] } },
  });
  await world.until(asked.body.id, "sent");
  expect(await world.seen()).toMatchObject([{ photo: [{ file_size: 501 }], caption: "A cat" }]);
  expect(files.paths).toEqual(["/moved", "/cat.jpg"]);
});

test("a file that Telegram has already goes by its id", async () => {
  const world = await prepared();
  await world.rule();
  const first = await world.ask({
    type: "document",
    uploadId: await world.uploaded(pdf(), "a.pdf"),
  });
  await world.until(first.body.id, "sent");
  const [{ document }] = (await world.seen()) as [{ document: { file_id: string } }];
  const again = await world.ask({ type: "document", fileId: document.file_id, caption: "Again" });
  expect(again.body.parts).toMatchObject([{ payload: { document: document.file_id } }]);
  await world.until(again.body.id, "sent");
  expect((await world.seen())[1]).toMatchObject({ document: { file_id: document.file_id } });
});

test.each([
  ["document", pdf(), "a.pdf", {}, { document: { file_name: "a.pdf" } }],
  ["video", mp4(), "a.mp4", { captionAbove: true }, { video: { file_name: "a.mp4" } }],
  [
    "audio",
    mp3(),
    "a.mp3",
    { title: "Song", performer: "Ada" },
    { audio: { title: "Song", performer: "Ada" } },
  ],
  ["voice", opus(), "a.ogg", {}, { voice: { mime_type: "audio/ogg" } }],
  ["animation", mp4(), "a.mp4", {}, { animation: { file_name: "a.mp4" } }],
  ["sticker", webp(), "a.webp", { emoji: "👍" }, { sticker: { emoji: "👍" } }],
])("a %s arrives as one", async (type, bytes, name, more, expected) => {
  const world = await prepared();
  await world.rule();
  const uploadId = await world.uploaded(bytes, name);
  const asked = await world.ask({ type, uploadId, ...more });
  const sent = await world.until(asked.body.id, "sent");
  expect(sent.messageIds).toHaveLength(1);
  expect(await world.seen()).toMatchObject([expected]);
});

test("a location and a poll arrive as they were asked for", async () => {
  const world = await prepared();
  await world.rule();
  const place = await world.ask({ type: "location", latitude: 48.2082, longitude: 16.3738 });
  await world.until(place.body.id, "sent");
  const quiz = { correctOption: 1, explanation: "It is **two**.", format: "markdown" };
  const poll = await world.ask({ type: "poll", question: "1 + 1?", options: ["1", "2"], quiz });
  await world.until(poll.body.id, "sent");
  expect(await world.seen()).toMatchObject([
    { location: { latitude: 48.2082, longitude: 16.3738 } },
    {
      poll: {
        question: "1 + 1?",
        options: [{ text: "1" }, { text: "2" }],
        type: "quiz",
        is_anonymous: true,
        correct_option_id: 1,
        explanation: "It is two.",
        explanation_entities: [{ type: "bold" }],
      },
    },
  ]);
});

describe("an album", () => {
  test("is one part with an id for each of its messages", async () => {
    const world = await prepared();
    await world.rule();
    const files = await serveFiles((_path, res) => res.end(jpeg()));
    const items = [
      { type: "photo", uploadId: await world.uploaded(png(), "a.png"), caption: "First" },
      { type: "video", uploadId: await world.uploaded(mp4(), "b.mp4"), spoiler: true },
      { type: "photo", url: `${files.origin}/c.jpg`, caption: "<b>Third</b>", format: "html" },
    ];
    const asked = await world.ask({ type: "mediaGroup", items }, { silent: true });
    expect(asked.body.parts).toMatchObject([
      {
        method: "sendMediaGroup",
        files: [{ name: "file0" }, { name: "file1" }, { name: "file2" }],
      },
    ]);
    const sent = await world.until(asked.body.id, "sent");
    expect(sent.messageIds).toHaveLength(3);
    const seen = await world.seen();
    expect(seen).toMatchObject([
      { photo: [{}], caption: "First" },
      { video: {}, has_media_spoiler: true },
      { photo: [{}], caption: "Third", caption_entities: [{ type: "bold" }] },
    ]);
    expect(new Set(seen.map((each) => each.media_group_id)).size).toBe(1);
  });

  test("of which Telegram refuses one item half-way is in doubt", async () => {
    const world = await prepared();
    await world.rule();
    await world.control("POST", "/faults", {
      botId: world.botId,
      method: "sendMediaGroup",
      count: 1,
      answer: { status: 400, failItem: 2, description: "IMAGE_PROCESS_FAILED" },
    });
    const uploadId = await world.uploaded(png(), "a.png");
    const items = [1, 2].map(() => ({ type: "photo", uploadId }));
    const asked = await world.ask({ type: "mediaGroup", items });
    const message = await world.until(asked.body.id, "uncertain");
    expect(message.failure).toMatchObject({ code: "album_partly_sent" });
  });

  test("has nothing that Telegram would not put together, and no buttons", async () => {
    const world = await prepared();
    const photo = { type: "photo", uploadId: await world.uploaded(png(), "a.png") };
    const document = { type: "document", uploadId: await world.uploaded(pdf(), "a.pdf") };
    const refused = async (items: object[], more: object = {}) =>
      (await world.ask({ type: "mediaGroup", items }, more)).body.errors[0];
    expect(await refused([photo])).toMatchObject({ path: "content.items" });
    expect(await refused([photo, document])).toEqual({
      path: "content.items",
      message: "In an album, document goes with nothing but document.",
    });
    expect(await refused([photo, photo], { buttons: [[{ text: "a", data: "a" }]] })).toMatchObject({
      path: "buttons",
    });
  });
});

describe("a request is refused, with the field that is wrong,", () => {
  test.each([
    [
      "where bytes are not what they are said to be",
      { type: "video" },
      pdf(),
      /application\/pdf.*Send it as a document/,
    ],
    [
      "where a photo is too large",
      { type: "photo" },
      png(10 * 1024 * 1024 + 1),
      /10485761 bytes.*10485760 as photo/,
    ],
  ])("%s", async (_what, content, bytes, words) => {
    const world = await prepared();
    const uploadId = await world.uploaded(bytes, "a.bin");
    const { body } = await world.ask({ ...content, uploadId });
    expect(body.errors).toEqual([
      { path: "content.uploadId", message: expect.stringMatching(words) },
    ]);
  });

  test.each([
    ["two sources", { url: "https://a.example/b", fileId: "x" }, "content", "exactly one"],
    ["no source", {}, "content", "exactly one"],
    ["a file id that is a path", { fileId: "file:///etc/passwd" }, "content.fileId", "no file id"],
    ["a private address", { url: "http://10.0.0.1/x" }, "content.url", "a private address"],
    [
      "a metadata address",
      { url: "http://169.254.169.254/x" },
      "content.url",
      "a link-local address",
    ],
    ["another scheme", { url: "ftp://a.example/x" }, "content.url", ""],
    ["NUL in an address", { url: "https://a.example/\u0000" }, "content.url", "NUL"],
    ["NUL in a file id", { fileId: "a\u0000" }, "content.fileId", "NUL"],
    ["a long caption", { fileId: "x", caption: "x".repeat(1_025) }, "content.caption", "1025"],
  ])("for %s", async (_what, more, path, words) => {
    const world = await prepared();
    const { status, body } = await world.ask({ type: "photo", ...more });
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({ path, message: expect.stringContaining(words) });
  });

  test("where an upload is named that is not there", async () => {
    const world = await prepared();
    for (const uploadId of ["upl_01JDA5Z6T1V9Q4ZK8C7XJ2M3NP", "../x", "\u0000"]) {
      const { status, body } = await world.ask({ type: "photo", uploadId });
      expect([status, body.code, body.errors[0].path]).toEqual([404, "E044", "content.uploadId"]);
    }
  });

  test("where an address does not give the file", async () => {
    const world = await prepared();
    const files = await serveFiles((path, res) => {
      if (path === "/large") return res.writeHead(200, { "content-length": "99000000" }).end();
      if (path === "/endless") {
        const more = () => {
          while (res.write(Buffer.alloc(1_000_000)));
        };
        res.on("drain", more);
        return more();
      }
      if (path === "/loop") return res.writeHead(302, { location: "/loop" }).end();
      if (path === "/inside") return res.writeHead(302, { location: "http://10.0.0.1/" }).end();
      if (path === "/empty") return res.end();
      if (path === "/broken") {
        res.writeHead(200, { "content-length": "1000" }).write("half");
        return setImmediate(() => res.destroy());
      }
      res.writeHead(404).end();
    });
    const refused = async (path: string) =>
      (await world.ask({ type: "photo", url: files.origin + path })).body.errors[0].message;
    expect(await refused("/none")).toBe("The file could not be fetched: its server answers 404.");
    expect(await refused("/large")).toContain("it has 99000000 bytes");
    expect(await refused("/endless")).toContain("more than 10485760 bytes");
    expect(await refused("/loop")).toContain("it redirects too often");
    expect(await refused("/inside")).toContain("a private address");
    expect(await refused("/empty")).toBe("The file is empty.");
    expect(await refused("/broken")).toContain("broke off");
    expect(await world.sql("SELECT 1 FROM uploads")).toEqual([]);
    expect(await world.sql("SELECT 1 FROM upload_chunks")).toEqual([]);
  });
});

test("a preview looks at the file and keeps nothing", async () => {
  const world = await prepared();
  const files = await serveFiles((_path, res) => res.end(jpeg()));
  const { connectionId, chatId } = world;
  const body = { connectionId, chatId, content: { type: "photo", url: `${files.origin}/a.jpg` } };
  const shown = await world.api("POST", "/messages/preview", { body });
  expect(shown.body.parts).toMatchObject([{ files: [{ uploadId: null, size: 1_000 }] }]);
  expect(await world.sql("SELECT 1 FROM uploads")).toEqual([]);
  const asked = await world.ask(body.content);
  const approval = await world.api("GET", `/approvals/${asked.body.approvalId}`, {
    caller: "approver",
  });
  expect(approval.body.digest).toBe(shown.body.digest);
});
