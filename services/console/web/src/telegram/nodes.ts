/** Formatted text as a tree: what entities come to, and what the screen shows. */

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
