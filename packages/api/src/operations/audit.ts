/** The operations on the audit trail: read it, take it away, prove it. */
import { operation } from "../operation.ts";
import { auditEntry, auditProof, auditQuery, exportQuery } from "../schemas/audit.ts";
import { page } from "../schemas/common.ts";
import { fileBytes } from "../schemas/upload.ts";

const tag = "Audit" as const;
const scopes = ["audit:read"] as const;

export const auditOperations = {
  listAudit: operation({
    id: "listAudit",
    method: "get",
    path: "/audit",
    summary: "Who did what, and who allowed it, newest first",
    tag,
    scopes,
    query: auditQuery,
    answer: { status: 200, schema: page(auditEntry) },
  }),
  exportAudit: operation({
    id: "exportAudit",
    method: "get",
    path: "/audit/export",
    summary:
      "The trail, or the part of it that holds a range of times, as a file that proves itself",
    description: [
      "Sealed entries with their hashes, the signed checkpoints among them and the link that the first stands behind; then what is not sealed yet.",
      "The part ends in a signature, so some entries beside those of the times asked for may stand at its ends.",
      "Prove it anywhere with `lumenflow audit verify --file <file>`. An answer that breaks off has no last row `end`.",
      "In CSV an empty cell is null, and a cell that a spreadsheet would take for a formula begins with `'`.",
    ].join(" "),
    tag,
    scopes,
    query: exportQuery,
    givesBytes: ["application/jsonl", "text/csv"],
    answer: { status: 200, schema: fileBytes },
  }),
  verifyAudit: operation({
    id: "verifyAudit",
    method: "get",
    path: "/audit/verify",
    summary: "Prove the trail, and name the first entry that is not what was sealed and signed",
    description:
      "Takes about a second for 50,000 entries. Whoever asks while a proof is under way gets that one's answer.",
    tag,
    scopes,
    answer: { status: 200, schema: auditProof },
  }),
};
