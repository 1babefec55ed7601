/** Names for files: as somebody gave them, without what could mean something elsewhere. */

/** Characters, so that no name fills a screen. */
const LONGEST = 120;

/** Never empty; without paths, control characters and what breaks a header. */
export function cleanFileName(name: string, instead = "file"): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const clean = [...last.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}"<>:|?*]/gu, "")]
    .slice(0, LONGEST)
    .join("")
    .trim()
    .replace(/^\.+/, "");
  return clean === "" ? instead : clean;
}

/** The last piece of an address's path. */
export function nameOfUrl(url: URL): string {
  const last = url.pathname.split("/").at(-1) ?? "";
  try {
    return cleanFileName(decodeURIComponent(last));
  } catch {
    return cleanFileName(last);
  }
}
