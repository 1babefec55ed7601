import { type MediaFile, renderMessage } from "@lumenflow/telegram";
import { expect, test } from "vitest";
import { saidIn } from "./said.ts";

type Request = Parameters<typeof renderMessage>[0];

function said(content: Request["content"], change: Partial<Request> = {}) {
  const rendering = renderMessage({ chatId: "1", content, files: [], ...change });
  if (!rendering.ok) throw new Error(JSON.stringify(rendering.faults));
  const { parts } = rendering;
  return saidIn(parts.map(({ method, params, files }) => ({ method, payload: params, files })));
}

test("markup does not hide a word or an address from the rules", () => {
  const text = '<b>re</b>fund <a href="https://evil.example/x">here</a>';
  expect(said({ type: "text", text, format: "html" })).toEqual({
    text: "refund here",
    fileNames: [],
    links: ["https://evil.example/x"],
    media: [],
    buttons: false,
  });
});

test("a button's label is read, and its address is a link", () => {
  const buttons = [[{ text: "Pay now", url: "https://pay.example/" }]];
  expect(said({ type: "text", text: "Hi", format: "plain" }, { buttons })).toMatchObject({
    text: expect.stringContaining("Pay now"),
    links: ["https://pay.example/"],
    buttons: true,
  });
});

test("an album's captions and kinds are read, a poll's question and options, and a change's picture", () => {
  const photo = {
    type: "photo" as const,
    fileId: "A",
    caption: "see a.org",
    format: "plain" as const,
  };
  const video = { type: "video" as const, fileId: "B", format: "plain" as const };
  const file = (id: string) => ({ fileId: id }) as unknown as MediaFile;
  const files = [file("A"), file("B")];
  expect(
    said({ type: "mediaGroup", items: [photo, video] } as Request["content"], { files }),
  ).toEqual({
    text: "see a.org",
    fileNames: [],
    links: ["a.org"],
    media: ["photo", "video"],
    buttons: false,
  });
  const poll = { type: "poll", question: "Tea?", options: ["yes", "no"] } as Request["content"];
  expect(said(poll)).toMatchObject({ text: "Tea?\nyes\nno", media: ["poll"] });
  const change = { type: "editMedia", messageId: "5", media: photo } as Request["content"];
  expect(said(change, { files })).toMatchObject({ media: ["photo"], text: "see a.org" });
});

test("what a file is called is read as well, and is no link", () => {
  const file = { uploadId: "upl_1", fileName: "your-password.pdf" } as unknown as MediaFile;
  const document = { type: "document", uploadId: "upl_1" } as Request["content"];
  expect(said(document, { files: [file] })).toMatchObject({
    ...{ text: "", links: [] },
    fileNames: ["your-password.pdf"],
  });
});
