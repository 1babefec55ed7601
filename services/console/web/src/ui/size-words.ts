/** Says how large a file is, as people read it. */

const units = ["bytes", "KB", "MB", "GB"];

export function sizeWords(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1_000 && unit < units.length - 1) {
    size /= 1_000;
    unit += 1;
  }
  const shown = unit === 0 || size >= 100 ? Math.round(size) : Math.round(size * 10) / 10;
  return `${shown} ${shown === 1 && unit === 0 ? "byte" : units[unit]}`;
}
