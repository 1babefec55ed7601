import { describe, expect, it } from "vitest";
import type { MediaFile } from "./media-kinds.ts";
import { type Content, renderContent, wantedFiles } from "./render-content.ts";

const file = (mimeType: string, fileName: string, size = 1_000): MediaFile => ({
  uploadId: "upl_1",
  sha256: "00",
  size,
  mimeType,
  fileName,
});

function calls(content: Content, files: readonly MediaFile[] = []) {
  const rendered = renderContent(content, files);
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.faults));
  return rendered.calls;
}

function faults(content: Content, files: readonly MediaFile[] = []) {
  const rendered = renderContent(content, files);
  return rendered.ok ? [] : rendered.faults;
}

describe("what a content needs", () => {
  it("is nothing where Telegram has the file, or there is none", () => {
    expect(wantedFiles({ type: "photo", fileId: "x" })).toEqual([]);
    expect(wantedFiles({ type: "text", text: "x" })).toEqual([]);
  });

  it("is named with the field that asks for it, in order", () => {
    const items = [
      { type: "photo", url: "https://a.example/a" },
      { type: "photo", fileId: "x" },
      { type: "video", uploadId: "upl_2" },
    ] as const;
    expect(wantedFiles({ type: "mediaGroup", items })).toEqual([
      { path: "content.items[0].url", kind: "photo", source: { url: "https://a.example/a" } },
      { path: "content.items[2].uploadId", kind: "video", source: { uploadId: "upl_2" } },
    ]);
  });
});

describe("a file", () => {
  it.each([
    ["photo", "image/png", "a.jpeg", "a.png"],
    ["photo", "image/jpeg", "scan", "scan.jpg"],
    ["video", "video/mp4", "clip.mov", "clip.mp4"],
    ["voice", "audio/ogg", "note.oga", "note.ogg"],
    ["document", "image/png", "a.jpeg", "a.jpeg"],
  ] as const)("sent as %s and being %s is called %s → %s", (type, mimeType, given, name) => {
    const [call] = calls({ type, uploadId: "upl_1" }, [file(mimeType, given)]);
    expect(call?.files).toMatchObject([{ name: "file0", fileName: name }]);
  });

  it.each([
    ["photo", "image/heic", "as photo, Telegram shows image/jpeg"],
    ["video", "video/quicktime", "Send it as a document"],
    ["voice", "application/ogg", "as voice, Telegram shows audio/ogg"],
    ["sticker", "image/png", "as sticker, Telegram shows image/webp"],
    ["audio", "audio/flac", "as audio, Telegram shows audio/mpeg"],
  ] as const)("does not go as %s where it is %s", (type, mimeType, words) => {
    expect(faults({ type, url: "https://a.example" }, [file(mimeType, "a")])).toEqual([
      { path: "content.url", message: expect.stringContaining(words) },
    ]);
  });

  it("must not be larger than Telegram takes of its kind", () => {
    const size = 10 * 1024 * 1024 + 1;
    const content = { uploadId: "upl_1" };
    expect(faults({ type: "photo", ...content }, [file("image/png", "a", size)])).toHaveLength(1);
    expect(faults({ type: "document", ...content }, [file("image/png", "a", size)])).toEqual([]);
    const most = 50 * 1024 * 1024;
    expect(faults({ type: "document", ...content }, [file("x/y", "a", most)])).toEqual([]);
    expect(faults({ type: "document", ...content }, [file("x/y", "a", most + 1)])).toHaveLength(1);
  });

  it("that would not be shown as a voice message is sent with a note about it", () => {
    const long = [file("audio/ogg", "a.ogg", 1024 * 1024 + 1)];
    expect(renderContent({ type: "voice", uploadId: "upl_1" }, long)).toMatchObject({
      notes: ["Voice messages of more than 1 MiB arrive as a file."],
    });
  });
});

describe("a caption", () => {
  it("is formatted like a text, but never split", () => {
    const content = { type: "photo", fileId: "x", caption: "**b**", format: "markdown" } as const;
    expect(calls(content)[0]?.params).toEqual({
      photo: "x",
      caption: "b",
      caption_entities: [{ type: "bold", offset: 0, length: 1 }],
    });
    const long = { ...content, caption: "x".repeat(1_025), format: "plain" } as const;
    expect(faults(long)).toEqual([
      { path: "content.caption", message: "It has 1025 UTF-16 units; Telegram takes 1024." },
    ]);
    const busy = { ...content, caption: "**a** b ".repeat(101) };
    expect(faults(busy)[0]?.message).toContain("101 formatted pieces");
  });

  it("is absent where it is empty", () => {
    expect(calls({ type: "photo", fileId: "x", caption: " " })[0]?.params).toEqual({ photo: "x" });
  });
});

it("an album's files must fit into one request together", () => {
  const items = [1, 2].map(() => ({ type: "video", uploadId: "upl_1" }) as const);
  const half = file("video/mp4", "a.mp4", 26 * 1024 * 1024);
  expect(faults({ type: "mediaGroup", items }, [half, half])).toEqual([
    { path: "content.items", message: expect.stringContaining("one request takes 52428800") },
  ]);
});

describe("a poll", () => {
  const poll = { type: "poll", question: "Lunch?", options: ["Yes", "No"] } as const;

  it("says what was asked for", () => {
    const content = { ...poll, anonymous: false, multipleAnswers: true, openSeconds: 60 };
    expect(calls(content)[0]).toEqual({
      method: "sendPoll",
      files: [],
      params: {
        question: "Lunch?",
        options: [{ text: "Yes" }, { text: "No" }],
        is_anonymous: false,
        allows_multiple_answers: true,
        open_period: 60,
      },
    });
  });

  it.each<[string, object, string]>([
    ["an empty question", { question: " " }, "content.question"],
    ["one option", { options: ["Yes"] }, "content.options"],
    ["an empty option", { options: ["Yes", "\u200b"] }, "content.options[1]"],
    ["a right answer that is none", { quiz: { correctOption: 2 } }, "content.quiz.correctOption"],
    [
      "a quiz of several answers",
      { quiz: { correctOption: 0 }, multipleAnswers: true },
      "content.multipleAnswers",
    ],
    [
      "four lines of explanation",
      { quiz: { correctOption: 0, explanation: "a\nb\nc\nd" } },
      "content.quiz.explanation",
    ],
    ["no time to vote", { openSeconds: 1 }, "content.openSeconds"],
  ])("is refused with %s", (_what, change, path) => {
    expect(faults({ ...poll, ...change } as Content).map((each) => each.path)).toEqual([path]);
  });
});

it("a place lies on this planet", () => {
  expect(faults({ type: "location", latitude: 91, longitude: 0 })).toHaveLength(1);
  const place = { type: "location", latitude: 48.2, longitude: 16.4, accuracy: 20 } as const;
  expect(calls(place)[0]?.params).toEqual({
    latitude: 48.2,
    longitude: 16.4,
    horizontal_accuracy: 20,
  });
});
