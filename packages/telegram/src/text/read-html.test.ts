import { expect, test } from "vitest";
import { spelled } from "./testing/spell.ts";

test.each([
  ["plain", "plain"],
  ["<b>a</b> <STRONG>b</strong>", "a b | bold(a) | bold(b)"],
  ["<i>a</i><em>b</em>", "ab | italic(ab)"],
  ["<u>a</u> <ins>b</ins>", "a b | underline(a) | underline(b)"],
  [
    "<s>a</s> <strike>b</strike> <del>c</del>",
    "a b c | strikethrough(a) | strikethrough(b) | strikethrough(c)",
  ],
  ['<span class="tg-spoiler">x</span> <tg-spoiler>y</tg-spoiler>', "x y | spoiler(x) | spoiler(y)"],
  ["<b>a<i>b</i></b>", "ab | bold(a) | bold(b) | italic(b)"],
  ["<b>a <b>b</b> c</b>", "a b c | bold(a b c)"],
  [
    '<a href="https://A.example/?a=1&amp;b=2">go</a>',
    "go | text_link=https://a.example/?a=1&b=2(go)",
  ],
  ["<a href='a.example'>go</a>", "go | text_link=http://a.example/(go)"],
  [
    "<a>https://a.example</a>",
    "https://a.example | text_link=https://a.example/(https://a.example)",
  ],
  ['<a href="tg://user?id=7">Ada</a>', "Ada | text_mention=7(Ada)"],
  ['<a href="javascript:alert(1)">x</a>', "x"],
  ["<code>a &lt; b</code>", "a < b | code(a < b)"],
  ["<b>a <code>x</code> b</b>", "a x b | bold(a ) | code(x) | bold( b)"],
  ["<pre>x</pre>", "x | pre(x)"],
  ['<pre><code class="language-python">x = 1</code></pre>', "x = 1 | pre=python(x = 1)"],
  ['<code class="language-python"><pre>x = 1</pre></code>', "x = 1 | pre=python(x = 1)"],
  ['<pre>a<code class="language-python">b</code></pre>', "ab | pre(ab)"],
  ["<blockquote>q</blockquote>", "q | blockquote(q)"],
  ["<blockquote expandable>q</blockquote>", "q | expandable_blockquote(q)"],
  ["<blockquote>a <blockquote>b</blockquote></blockquote>", "a b | blockquote(a b)"],
  ['<tg-emoji emoji-id="5368">👍</tg-emoji>', "👍 | custom_emoji=5368(👍)"],
  ["&lt;b&gt; &amp; &quot; &#33; &#x21; &#128075;", '<b> & " ! ! 👋'],
  ["&nbsp; & &unknown; &#0; &#xD800;", "&nbsp; & &unknown; &#0; &#xD800;"],
  ["<b></b>x", "x"],
  ["<b>a</>", "a | bold(a)"],
  ['<b class="x" data-y>a</b>', "a | bold(a)"],
  ["  a <b> b </b>  ", "a  b | bold( b)"],
  ["<b>  a</b>", "  a | bold(  a)"],
])("%s", (source, expected) => {
  expect(spelled(source, "html")).toBe(expected);
});

test.each([
  ["Hello <x>you</x>", "Unsupported start tag <x> at character 6. Telegram has a, b,"],
  ["a < b", "Unsupported start tag <> at character 2."],
  ["<p>a</p>", "Unsupported start tag <p> at character 0."],
  ["👋<b>a", "No end tag for <b> at character 2."],
  ["<b>a</i>", "Found </i> where </b> is due at character 4."],
  ["a</b>", "Unexpected end tag </b> at character 1."],
  ["<b>a</b", "Unfinished end tag at character 4."],
  ["<b", "Unfinished start tag at character 0."],
  ["<a href='x", "Unfinished start tag <a> at character 0."],
  ["<a href=x/y>a</a>", "The value of href in <a> needs quotes at character 8."],
  ["<a ='x'>a</a>", "The tag <a> has a nameless attribute at character 0."],
  ["<span>a</span>", 'The tag <span> needs class="tg-spoiler" at character 0.'],
  ["<tg-emoji>👍</tg-emoji>", "<tg-emoji> needs an emoji-id at character 0."],
])("refuses %s", (source, fault) => {
  expect(spelled(source, "html")).toContain(`fault: ${fault}`);
});
