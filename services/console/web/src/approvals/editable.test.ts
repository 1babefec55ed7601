import { describe, expect, it } from "vitest";
import { editableWords, withWords } from "./editable.ts";

describe("the words of a message", () => {
  it("are a text's, in the markup it was asked for in", () => {
    const asked = { content: { type: "text", text: "**Hi**", format: "markdown" } };
    expect(editableWords(asked)).toEqual({ label: "Text", words: "**Hi**", format: "markdown" });
    expect(withWords(asked, "Ho")).toEqual({ type: "text", text: "Ho", format: "markdown" });
  });

  it("are a picture's caption, which may be taken away", () => {
    const asked = { content: { type: "photo", uploadId: "upl_1", caption: "Hi" } };
    expect(editableWords(asked)).toMatchObject({ label: "Caption", words: "Hi", format: "plain" });
    expect(withWords(asked, "")).toEqual({ type: "photo", uploadId: "upl_1" });
    expect(withWords(asked, "Ho")).toEqual({ type: "photo", uploadId: "upl_1", caption: "Ho" });
  });

  it("are none of a place or a deletion", () => {
    expect(editableWords({ content: { type: "location", latitude: 1, longitude: 2 } })).toBeNull();
    expect(editableWords({ content: { type: "delete", messageIds: ["1"] } })).toBeNull();
  });
});
