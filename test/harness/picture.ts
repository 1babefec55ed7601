/** Draws pictures for the tests: real ones, small, and of one colour that a person can tell. */
import { crc32, deflateSync } from "node:zlib";

const colours = {
  teal: [12, 133, 153],
  plum: [134, 46, 156],
  sand: [230, 180, 90],
} as const;

/** A PNG with a lighter disc in its middle. */
export function picture(colour: keyof typeof colours, width = 320, height = 320): Buffer {
  const [red, green, blue] = colours[colour];
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x += 1) {
      const away = Math.hypot(x - width / 2, y - height / 2) / (Math.min(width, height) / 2);
      const light = away < 0.55 ? 0.55 : 0.12 * (1 - y / height);
      const at = 1 + x * 3;
      row[at] = red + (255 - red) * light;
      row[at + 1] = green + (255 - green) * light;
      row[at + 2] = blue + (255 - blue) * light;
    }
    return row;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
