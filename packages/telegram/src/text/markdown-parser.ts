/** CommonMark as agents write it, with GitHub's tables and strike-through and Telegram's `||spoiler||`. */
import MarkdownIt, { type StateInline, type Token } from "markdown-it";
import { MarkupFault } from "./markup-fault.ts";

export type { Token };

/** Blocks or marks within one another; the parser leaves out what lies deeper. */
const DEEPEST = 60;

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false });
// One level more than is taken, so that what would be left out is seen and refused.
parser.set({ maxNesting: DEEPEST + 1 } as Parameters<typeof parser.set>[0]);
// What an address may be is Telegram's matter (telegram-link.ts), and it goes out as it was written.
parser.validateLink = () => true;
parser.normalizeLink = (address) => address;
parser.normalizeLinkText = (address) => address;

// The parser's own rule, but that it stops at a bar too.
const plain = /[^\n!#$%&*+\-:<=>@[\\\]^_`{|}~]+/y;
parser.inline.ruler.at("text", (state, silent) => {
  plain.lastIndex = state.pos;
  const [text] = plain.exec(state.src.slice(0, state.posMax)) ?? [];
  if (text === undefined) return false;
  if (!silent) state.pending += text;
  state.pos += text.length;
  return true;
});

parser.inline.ruler.before("emphasis", "spoiler", (state, silent) => {
  if (!state.src.startsWith("||", state.pos)) return false;
  const end = endOfSpoiler(state);
  if (end <= state.pos + 2 || end + 2 > state.posMax) return false;
  if (!silent) {
    const last = state.posMax;
    state.push("spoiler_open", "", 1);
    state.pos += 2;
    state.posMax = end;
    state.md.inline.tokenize(state);
    state.posMax = last;
    state.push("spoiler_close", "", -1);
  }
  state.pos = end + 2;
  return true;
});

/** Where its `||` ends it: bars that are escaped, or stand in code or in an address, do not. */
function endOfSpoiler(state: StateInline): number {
  const begin = state.pos;
  state.pos += 2;
  while (state.pos < state.posMax && !state.src.startsWith("||", state.pos)) {
    state.md.inline.skipToken(state);
  }
  const end = state.pos;
  state.pos = begin;
  return end;
}

/** Blocks in order, each `inline` one with its children. @throws MarkupFault */
export function parseMarkdown(source: string): Token[] {
  const blocks = parser.parse(source, {});
  for (const block of blocks) {
    // Not spread into `Math.max`: there may be more of them than a call takes arguments.
    if ([block, ...(block.children ?? [])].some(({ level }) => level >= DEEPEST)) {
      throw new MarkupFault(
        `More than ${DEEPEST} levels within one another`,
        offsetOf(source, block),
      );
    }
  }
  return blocks;
}

/** Where a block's first line begins. */
export function offsetOf(source: string, block: Token | undefined): number {
  const lines = source.split("\n").slice(0, block?.map?.[0] ?? 0);
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
