import { describe, expect, it } from "vitest";
import { hiddenLinks, type Node, plainText, type Reading } from "./nodes.ts";
import { readHtml } from "./read-html.ts";
import { readMarkdown } from "./read-markdown.ts";
import { readText } from "./read-text.ts";

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

const read = (reading: Reading) => (reading.ok ? line(reading.nodes) : `fault: ${reading.fault}`);

describe("HTML", () => {
  it.each([
    ["plain", "plain"],
    ["<b>a</b> <STRONG>b</strong>", "bold(a) bold(b)"],
    ["<i>a<u>b<s>c</s></u></i>", "italic(aunderline(bstrike(c)))"],
    [
      "<em>a</em><ins>b</ins><del>c</del><strike>d</strike>",
      "italic(a)underline(b)strike(c)strike(d)",
    ],
    ['<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "spoiler(x)spoiler(y)"],
    ['<a href="https://a.example/?a=1&amp;b=2">go</a>', "link<https://a.example/?a=1&b=2>(go)"],
    ["<a>https://a.example</a>", "link<https://a.example>(https://a.example)"],
    ["<code>a &lt; b</code>", "code(a < b)"],
    ['<pre><code class="language-python">x = 1</code></pre>', "pre<python>(x = 1)"],
    ["<pre>x</pre>", "pre<null>(x)"],
    ["<blockquote>q</blockquote>", "quote(q)"],
    ["<blockquote expandable>q</blockquote>", "expandableQuote(q)"],
    ['<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "emoji(👍)"],
    ["&lt;b&gt; &amp; &quot; &#33; &#x21;", '<b> & " ! !'],
    ["&nbsp; & &unknown; &#0;", "&nbsp; & &unknown; &#0;"],
    ["a < b".replace("<", "&lt;"), "a < b"],
    ["<b></b>x", "x"],
    ["<b>a</>", "bold(a)"],
  ])("%s", (text, expected) => {
    expect(read(readHtml(text))).toBe(expected);
  });

  it.each([
    ["<script>alert(1)</script>", "<script> is not one of Telegram's tags"],
    ['<img src=x onerror="alert(1)">', "<img> is not one of Telegram's tags"],
    ["<p>a</p>", "<p> is not one of Telegram's tags"],
    ["a < b", "<> is not one of Telegram's tags"],
    ["<b>a", "<b> is never closed"],
    ["<b>a</i>", "</i> stands where </b> is due"],
    ["a</b>", "</b> closes nothing"],
    ["<span>a</span>", '<span> is taken only with class="tg-spoiler"'],
    ["<a href='x", "<a> has an attribute that cannot be read"],
    ["<b", "<b> is cut off"],
  ])("refuses %s", (text, fault) => {
    expect(read(readHtml(text))).toBe(`fault: ${fault}`);
  });
});

describe("MarkdownV2", () => {
  it.each([
    ["plain", "plain"],
    [
      "*bold* _italic_ __under__ ~strike~ ||spoiler||",
      "bold(bold) italic(italic) underline(under) strike(strike) spoiler(spoiler)",
    ],
    ["*a _b __c___ d*", "bold(a italic(b underline(c)) d)"],
    ["1\\.5 \\* 2 \\= 3\\!", "1.5 * 2 = 3!"],
    ["[go](https://a.example/?q=\\)x)", "link<https://a.example/?q=)x>(go)"],
    ["[https://a\\.example]", "link<https://a.example>(https://a.example)"],
    ["![👍](tg://emoji?id=5368324170671202286)", "emoji(👍)"],
    ["`a*b_c` ok", "code(a*b_c) ok"],
    ["`a\\`b`", "code(a`b)"],
    ["```\nx = 1\n```", "pre<null>(x = 1\n)"],
    ["```python\nx = 1```", "pre<python>(x = 1)"],
    [">one\n>two\nafter", "quote(one\ntwo)after"],
    [">one *bold*\n>two||", "expandableQuote(one bold(bold)\ntwo)"],
    ["**>folded\n>more||\nafter", "expandableQuote(folded\nmore)after"],
    ["a\\\nb", "a\nb"],
  ])("%s", (text, expected) => {
    expect(read(readMarkdown(text))).toBe(expected);
  });

  it.each([
    ["1.5", "“.” must be written as “\\.”"],
    ["*a", "* is never closed"],
    ["a > b", "“>” must be written as “\\>”"],
    ["a | b", "“|” must be written as “\\|”"],
    ["[a](b", "a link's address is never closed"],
    ["*a _b* c_", "* stands within its own kind"],
    ["`a", "` is never closed"],
  ])("refuses %s", (text, fault) => {
    expect(read(readMarkdown(text))).toBe(`fault: ${fault}`);
  });
});

describe("a text", () => {
  it("without a parse mode is itself", () => {
    expect(readText("<b>*a*</b>", null)).toEqual({ ok: true, nodes: ["<b>*a*</b>"] });
  });

  it("of a parse mode that is not known is not guessed at", () => {
    expect(readText("*a*", "Markdown").ok).toBe(false);
  });

  it("tells the links that a reader would not see", () => {
    const reading = readHtml(
      '<a href="https://a.example">pay</a> <b><a href="https://b.example">https://b.example</a></b>',
    );
    const nodes = reading.ok ? reading.nodes : [];
    expect(plainText(nodes)).toBe("pay https://b.example");
    expect(hiddenLinks(nodes)).toEqual([{ text: "pay", url: "https://a.example" }]);
  });
});
