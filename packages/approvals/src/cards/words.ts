/** Puts others' words onto a card: on one line, and never longer than there is room. */

/** Names and reasons are others' words: one line each, so that none can play another. */
export function line(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** Never within a pair of surrogates. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${beginning(text, most - 1)}…`;
}

/** Says how much is missing. */
export function cutCounted(text: string, most: number): string {
  if (text.length <= most) return text;
  const longest = `… (${text.length} more characters)`;
  const kept = beginning(text, most - longest.length);
  return `${kept}… (${text.length - kept.length} more characters)`;
}

function beginning(text: string, most: number): string {
  const kept = text.slice(0, Math.max(0, most));
  return kept.isWellFormed() ? kept : kept.slice(0, -1);
}
