/** Shows an endpoint's URL without what may be a secret in it. */

const mask = "***";

/** The values of its query are hidden, their names stay. */
export function maskedUrl(text: string): string {
  const at = text.indexOf("?");
  if (at < 0) return text;
  const pairs = text.slice(at + 1).split("&");
  const hidden = pairs.map((pair) =>
    pair.includes("=") ? pair.replace(/=.*$/s, `=${mask}`) : mask,
  );
  return `${text.slice(0, at)}?${hidden.join("&")}`;
}
