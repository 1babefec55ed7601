/** Where to go after signing in: back to where one was, never to another site. */

export const home = "/";

/** The path if it is one of ours, otherwise home. */
export function returnPath(to: string | undefined): string {
  if (to === undefined || !to.startsWith("/")) return home;
  // "//host" and "/\host" name another host; a fixed origin shows what a browser would make of it.
  const origin = "http://console.invalid";
  if (!URL.canParse(to, origin)) return home;
  const url = new URL(to, origin);
  if (url.origin !== origin || url.pathname.startsWith("/sign-in")) return home;
  return url.pathname + url.search + url.hash;
}
