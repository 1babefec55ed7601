/** The public face of outbound: what a request to send comes to, wherever it is asked or edited. */

export { type Consulted, consult, type PolicySource } from "./consult.ts";
export {
  type DigestedFile,
  type DigestedMessage,
  type DigestedPart,
  digestOfParts,
} from "./digest.ts";
export {
  type Circumstances,
  changedBy,
  type Draft,
  type DraftOptions,
  type Prepared,
  type PreparedPart,
  prepare,
  uploadsOf,
} from "./prepare.ts";
export { saidIn } from "./said.ts";
