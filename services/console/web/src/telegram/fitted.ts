/** How large a picture is shown, known before it is loaded, so that nothing jumps when it comes. */
import type { SeenMedia } from "./read-media.ts";

/** Pixels: as the style sheet bounds it, and what fits beside other people's words. */
const most = { width: 420, height: 352 };

/** Attributes of an element; none where the size is not known. */
export function fitted({ width, height }: Pick<SeenMedia, "width" | "height">) {
  if (width === null || height === null || width <= 0 || height <= 0) return {};
  const scale = Math.min(1, most.width / width, most.height / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
