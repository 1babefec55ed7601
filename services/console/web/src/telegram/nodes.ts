/** Formatted text as a tree: what the readers of markup make and what the screen shows. */

export type Mark =
  | "bold"
  | "italic"
  | "underline"
  | "strike"
  | "spoiler"
  | "emoji"
  | "quote"
  | "expandableQuote";

export type Node =
  | string
  | { readonly kind: Mark; readonly children: readonly Node[] }
  | {
      readonly kind: "code" | "pre";
      readonly language: string | null;
      readonly children: readonly Node[];
    }
  | { readonly kind: "link"; readonly url: string; readonly children: readonly Node[] };

export type Reading =
  | { readonly ok: true; readonly nodes: readonly Node[] }
  /** Telegram would refuse the markup; `fault` says why. */
  | { readonly ok: false; readonly fault: string };

/** The text alone. */
export function plainText(nodes: readonly Node[]): string {
  return nodes.map((node) => (typeof node === "string" ? node : plainText(node.children))).join("");
}

/** Every link whose words are not its address: what a reader would not see. */
export function hiddenLinks(nodes: readonly Node[]): { text: string; url: string }[] {
  return nodes.flatMap((node) => {
    if (typeof node === "string") return [];
    const inside = hiddenLinks(node.children);
    if (node.kind !== "link") return inside;
    const text = plainText(node.children);
    return text === node.url ? inside : [{ text, url: node.url }, ...inside];
  });
}

/** Every text that Telegram hides until it is tapped. */
export function spoilers(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === "string") return [];
    return node.kind === "spoiler" ? [plainText(node.children)] : spoilers(node.children);
  });
}

/** Thrown within a reader, caught at its door. */
export class MarkupFault extends Error {
  override readonly name = "MarkupFault";
}

/** Runs a reader; a fault of the markup becomes an answer. */
export function reading(read: () => readonly Node[]): Reading {
  try {
    return { ok: true, nodes: read() };
  } catch (error) {
    if (error instanceof MarkupFault) return { ok: false, fault: error.message };
    throw error;
  }
}

/** Adds text, joining it with text before it. */
export function appendText(children: Node[], text: string): void {
  const last = children.at(-1);
  if (typeof last === "string") children[children.length - 1] = last + text;
  else if (text !== "") children.push(text);
}
