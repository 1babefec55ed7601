/** The product's version, as the OpenAPI document and our requests say it. */
import { readFileSync } from "node:fs";

const manifest: unknown = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

export const { version } = manifest as { version: string };
