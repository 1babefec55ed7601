/** Compiles content patterns in RE2's syntax, which runs in time linear in the text, whatever the pattern. */
import { RE2JS } from "re2js";

export const longestPattern = 500;
/**
 * Instructions of a compiled pattern: counted repetitions multiply them. The worst text costs each of
 * them about 50 ns a character.
 */
const largestProgram = 200;

export type Pattern =
  | { readonly ok: true; readonly instructions: number; found(text: string): boolean }
  | { readonly ok: false; readonly message: string };

/** Compiled once and kept: a request asks the same rules as the one before. */
const compiled = new Map<string, Pattern>();
const mostKept = 1_000;

export function compilePattern(source: string): Pattern {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const pattern = compile(source);
  // The oldest makes room; which one matters little, it is only compiled again.
  if (compiled.size >= mostKept) compiled.delete(compiled.keys().next().value ?? "");
  compiled.set(source, pattern);
  return pattern;
}

function compile(source: string): Pattern {
  if (source.length === 0 || source.length > longestPattern) {
    return { ok: false, message: `has to have 1 to ${longestPattern} characters` };
  }
  try {
    const program = RE2JS.compile(source);
    const instructions = program.programSize();
    if (instructions > largestProgram) {
      return { ok: false, message: "is too large once compiled; repeat less, or split it" };
    }
    return { ok: true, instructions, found: (text) => program.matcher(text).find() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      message: `is no regular expression of RE2 (${why}); it has no look-around and no back-references`,
    };
  }
}
