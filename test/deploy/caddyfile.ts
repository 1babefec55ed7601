/** Reads the little of a Caddyfile that the tests ask about: its blocks, and what a path matches. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../architecture/source.ts";

/** Each block of the file's first level, by its label: sites, and snippets in parentheses. */
export function readCaddyfile(): Map<string, string[]> {
  const lines = readFileSync(join(root, ".docker", "Caddyfile"), "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const blocks = new Map<string, string[]>();
  let label: string | undefined;
  let depth = 0;
  for (const line of lines) {
    if (line === "}") depth -= 1;
    if (depth === 0) label = line.endsWith("{") ? line.replace(/\s*\{$/, "") : undefined;
    else if (label !== undefined) blocks.set(label, [...(blocks.get(label) ?? []), line]);
    if (line.endsWith("{")) depth += 1;
  }
  return blocks;
}

/** The patterns of a block's `path` matchers. */
export function pathsOf(block: readonly string[]): string[] {
  return block.flatMap((line) => (line.startsWith("path ") ? line.split(/\s+/).slice(1) : []));
}

/**
 * Caddy's rule: a star at the end, alone, stands for any rest; anywhere else, or beside another,
 * for one segment.
 */
export function matches(pattern: string, path: string): boolean {
  const stars = pattern.split("*").length - 1;
  if (stars === 1 && pattern.endsWith("*")) return path.startsWith(pattern.slice(0, -1));
  const expression = pattern.split("*").map(literally).join("[^/]*");
  return new RegExp(`^${expression}$`).test(path);
}

const literally = (literal: string) => literal.replaceAll(/[.\\+?^${}()|[\]]/g, "\\$&");
