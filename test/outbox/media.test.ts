import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { jpeg, mp3, mp4, opus, pdf, png, serveFiles, webp } from "./media-files.ts";
import { setup } from "./setup.ts";

async function prepared(options: Parameters<typeof setup>[0] = {}) {
  const world = await setup(options);
  const bot = await world.connect();
  const chatId = await world.chat(bot.botId);
  const ask = (content: object, more: object = {}) =>
    world.ask(bot.connectionId, chatId, content, more);
  const uploaded = async (bytes: Uint8Array<ArrayBuffer>, name: string) =>
    (await world.upload(bytes, name)).body.id as string;
  /** What a person sees in the chat, newest last. */
  const seen = async () => {
    const { data } = await world.control<{ data: Record<string, unknown>[] }>(
      "GET",
      `/chats/${chatId}/messages`,
    );
    return data.slice(1);
  };
  return { ...world, ...bot, chatId, ask, uploaded, seen };
}

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
    [
      "an unknown upload",
      { uploadId: "upl_01JDA5Z6T1V9Q4ZK8C7XJ2M3NP" },
      "content.uploadId",
      "no upload",
    ],
    ["a strange upload", { uploadId: "../x" }, "content.uploadId", "no upload"],
    ["a private address", { url: "http://10.0.0.1/x" }, "content.url", "a private address"],
    [
      "a metadata address",
      { url: "http://169.254.169.254/x" },
      "content.url",
      "a link-local address",
    ],
    ["another scheme", { url: "ftp://a.example/x" }, "content.url", ""],
    ["a long caption", { fileId: "x", caption: "x".repeat(1_025) }, "content.caption", "1025"],
  ])("for %s", async (_what, more, path, words) => {
    const world = await prepared();
    const { status, body } = await world.ask({ type: "photo", ...more });
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({ path, message: expect.stringContaining(words) });
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

describe("bytes that were changed after the approval", () => {
  test.each([
    [
      "behind our back",
      "UPDATE upload_chunks SET bytes = set_byte(bytes, 700, 1)",
      "file_unusable",
    ],
    [
      "with their hash",
      "UPDATE message_parts SET files = jsonb_set(files, '{0,sha256}', '\"00\"')",
      "not_as_approved",
    ],
    ["for nothing", "DELETE FROM upload_chunks", "file_unusable"],
  ])("%s are not sent", async (_what, change, code) => {
    const world = await prepared();
    const uploadId = await world.uploaded(png(700_000), "a.png");
    const asked = await world.ask({ type: "photo", uploadId });
    await world.sql(change);
    await world.approve(asked.body.approvalId);
    const message = await world.until(asked.body.id, "failed");
    expect(message.failure.code).toBe(code);
    expect(await world.seen()).toEqual([]);
    expect((await world.calls(world.botId, "sendPhoto")).filter(({ applied }) => applied)).toEqual(
      [],
    );
  });
});

test("files are kept for the messages that need them, and erased when nothing does", async () => {
  const world = await prepared();
  const { uploads } = world.database;
  const retention = { unusedHours: 24, failedDays: 7 };
  const unused = await world.uploaded(png(), "unused.png");
  const used = await world.uploaded(png(), "used.png");
  const asked = await world.ask({ type: "photo", uploadId: used });
  expect(await uploads.eraseDue(retention, 10)).toBe(0);
  const later = "interval '2 days'";
  await world.sql(`UPDATE uploads SET created_at = now() - ${later}, used_at = used_at - ${later}`);
  expect(await uploads.eraseDue(retention, 10)).toBe(1);
  const statusOf = async (id: string) => (await world.api("GET", `/uploads/${id}`)).body.status;
  expect([await statusOf(unused), await statusOf(used)]).toEqual(["erased", "kept"]);
  const gone = await world.ask({ type: "photo", uploadId: unused });
  expect(gone.body.errors[0].message).toContain("not kept any more");

  await world.approve(asked.body.approvalId);
  await world.until(asked.body.id, "sent");
  expect(await uploads.eraseDue(retention, 10)).toBe(0);
  await world.sql(`UPDATE messages SET settled_at = now() - ${later}`);
  expect(await uploads.eraseDue(retention, 10)).toBe(1);
  expect(await world.sql("SELECT 1 FROM upload_chunks")).toEqual([]);
  expect((await world.api("GET", `/uploads/${used}/content`)).body).toMatchObject({ code: "E023" });
  // What it was is still known.
  expect((await world.message(asked.body.id)).parts[0].files).toMatchObject([{ size: 1_000 }]);
});

test("a failed message is sent again with its file, as long as that is kept", async () => {
  const world = await prepared();
  await world.rule();
  await world.control("POST", "/faults", {
    botId: world.botId,
    count: 2,
    answer: { status: 400, description: "Bad Request: IMAGE_PROCESS_FAILED" },
  });
  const uploadId = await world.uploaded(png(), "a.png");
  const [first, second] = [
    await world.ask({ type: "photo", uploadId }),
    await world.ask({ type: "photo", uploadId }),
  ];
  await world.until(first.body.id, "failed");
  await world.until(second.body.id, "failed");
  await world.api("POST", `/messages/${first.body.id}/retry`);
  await world.until(first.body.id, "sent");
  const old = "interval '8 days'";
  await world.sql(`UPDATE uploads SET created_at = now() - ${old}, used_at = now() - ${old}`);
  await world.sql(`UPDATE messages SET settled_at = now() - ${old}`);
  expect(await world.database.uploads.eraseDue({ unusedHours: 24, failedDays: 7 }, 10)).toBe(1);
  expect(await world.api("POST", `/messages/${second.body.id}/retry`)).toMatchObject({
    status: 409,
  });
});

test("what is handed over is served as it is, and never as a page", async () => {
  const world = await prepared();
  const get = async (id: string, caller = "approver") =>
    fetch(`${world.origin()}/api/v1/uploads/${id}/content`, { headers: { "x-caller": caller } });
  const bytes = png(600_000);
  const picture = await get(await world.uploaded(bytes, "ä b.png"));
  expect(new Uint8Array(await picture.arrayBuffer())).toEqual(bytes);
  expect(picture.headers.get("content-type")).toBe("image/png");
  expect(picture.headers.get("content-disposition")).toBe(
    "inline; filename*=UTF-8''%C3%A4%20b.png",
  );
  const page = await get(await world.uploaded(Buffer.from("<script>1</script>"), "a.html"));
  expect(page.headers.get("content-type")).toBe("application/octet-stream");
  expect(page.headers.get("content-disposition")).toContain("attachment");
  expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  expect((await get(await world.uploaded(bytes, "a.png"), "stranger")).status).toBe(404);
});

test("an upload that is too large, empty or broken off leaves nothing behind", async () => {
  const world = await prepared();
  const large = await world.upload(png(50 * 1024 * 1024 + 1), "a.png");
  expect(large.status).toBe(413);
  expect((await world.upload(new Uint8Array(0), "a.png")).status).toBe(400);
  const broken = fetch(`${world.origin()}/api/v1/uploads`, {
    method: "POST",
    duplex: "half",
    body: new ReadableStream({
      start(controller) {
        controller.enqueue(png(700_000));
        setTimeout(() => controller.error(new Error("gone")), 100);
      },
    }),
  } as RequestInit);
  await expect(broken).rejects.toThrow();
  await eventually(async () => (await world.sql("SELECT 1 FROM uploads")).length === 0);
  expect(await world.sql("SELECT 1 FROM upload_chunks")).toEqual([]);
});
