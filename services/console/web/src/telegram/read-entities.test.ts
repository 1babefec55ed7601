import { expect, it } from "vitest";
import { hiddenLinks, type Node, plainText } from "./nodes.ts";
import { readEntities } from "./read-entities.ts";

/** A tree as one line: `bold(x)`, `link<url>(x)`. */
function line(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return node;
      const more =
        node.kind === "link" ? `<${node.url}>` : node.kind === "pre" ? `<${node.language}>` : "";
      return `${node.kind}${more}(${line(node.children)})`;
    })
    .join("");
}

const entity = (type: string, offset: number, length: number, more: object = {}) => ({
  type,
  offset,
  length,
  ...more,
});

it.each([
  ["plain", [], "plain"],
  ["a bold b", [entity("bold", 2, 4)], "a bold(bold) b"],
  ["👋 hi", [entity("italic", 3, 2)], "👋 italic(hi)"],
  ["abc", [entity("bold", 0, 3), entity("italic", 1, 1)], "bold(aitalic(b)c)"],
  ["abc", [entity("italic", 1, 1), entity("bold", 0, 3)], "bold(aitalic(b)c)"],
  ["ab", [entity("strikethrough", 0, 1), entity("spoiler", 1, 1)], "strike(a)spoiler(b)"],
  ["go", [entity("text_link", 0, 2, { url: "https://a.b/" })], "link<https://a.b/>(go)"],
  ["Ada", [entity("text_mention", 0, 3, { user: { id: 7 } })], "link<tg://user?id=7>(Ada)"],
  ["x = 1", [entity("pre", 0, 5, { language: "python" })], "pre<python>(x = 1)"],
  ["q", [entity("expandable_blockquote", 0, 1)], "expandableQuote(q)"],
  ["ab", [entity("something_new", 0, 2), entity("bold", 1, 1)], "abold(b)"],
  ["abcd", [entity("bold", 0, 3), entity("italic", 2, 2)], "bold(abitalic(c))d"],
  ["ab", [entity("bold", 1, 9), entity("bold", 5, 1), null], "abold(b)"],
  ["ab", "no list", "ab"],
])("%s %#", (text, entities, expected) => {
  expect(line(readEntities(text, entities))).toBe(expected);
});

it("tells the links that a reader would not see", () => {
  const nodes = readEntities("pay https://b.example/", [
    entity("text_link", 0, 3, { url: "https://a.example/" }),
    entity("text_link", 4, 18, { url: "https://b.example/" }),
  ]);
  expect(plainText(nodes)).toBe("pay https://b.example/");
  expect(hiddenLinks(nodes)).toEqual([{ text: "pay", url: "https://a.example/" }]);
});
