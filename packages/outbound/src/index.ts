/** The public face of outbound: what a request to send comes to, wherever it is asked or edited. */
export {
  type DigestedFile,
  type DigestedMessage,
  type DigestedPart,
  digestOfParts,
} from "./digest.ts";
export {
  type Draft,
  type DraftOptions,
  type Prepared,
  type PreparedPart,
  prepare,
  uploadsOf,
} from "./prepare.ts";
