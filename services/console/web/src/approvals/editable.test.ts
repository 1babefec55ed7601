import { describe, expect, it } from "vitest";
import { editableWords, withWords } from "./editable.ts";

describe("the words of a message", () => {
  it("are a text's, in the markup it was asked for in", () => {
    const asked = { content: { type: "text", text: "**Hi**", format: "markdown" } };
    expect(editableWords(asked)).toEqual([
      { label: "Text", words: "**Hi**", format: "markdown", needed: true },
    ]);
    expect(withWords(asked, ["Ho"])).toEqual({ type: "text", text: "Ho", format: "markdown" });
  });

  it("are a picture's caption, which may be taken away", () => {
    const asked = { content: { type: "photo", uploadId: "upl_1", caption: "Hi" } };
    expect(editableWords(asked)).toEqual([
      { label: "Caption", words: "Hi", format: "plain", needed: false },
    ]);
    expect(withWords(asked, [""])).toEqual({ type: "photo", uploadId: "upl_1" });
    expect(withWords(asked, ["Ho"])).toEqual({ type: "photo", uploadId: "upl_1", caption: "Ho" });
  });

  it("are every caption of an album, also one that is not there yet", () => {
    const photo = { type: "photo", uploadId: "upl_1", caption: "One", format: "html" };
    const video = { type: "video", uploadId: "upl_2" };
    const asked = { content: { type: "mediaGroup", items: [photo, video] } };
    expect(editableWords(asked)).toEqual([
      { label: "Caption of photo 1", words: "One", format: "html", needed: false },
      { label: "Caption of video 2", words: "", format: "plain", needed: false },
    ]);
    expect(withWords(asked, ["", "Two"])).toEqual({
      type: "mediaGroup",
      items: [
        { type: "photo", uploadId: "upl_1", format: "html" },
        { ...video, caption: "Two" },
      ],
    });
  });

  it("are none of a place or a deletion", () => {
    expect(editableWords({ content: { type: "location", latitude: 1, longitude: 2 } })).toEqual([]);
    expect(editableWords({ content: { type: "delete", messageIds: ["1"] } })).toEqual([]);
  });
});
