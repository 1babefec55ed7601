/** The audit trail: what happened, who did and allowed it, and where it stands in the sealed chain. */
import { z } from "zod";
import { cursorQuery, endsAfter, id, instant, instantInput, json, wellFormed } from "./common.ts";

const actor = z.string().openapi({
  description: "`key:<id>`, `user:<id>` or `system`",
  example: "user:usr_01JDA5Z6T1V9Q4ZK8C7XJ2M3NP",
});
const name = z.string().nullable().openapi({
  description: "Of the key or person, where there is one and it is this workspace's",
});

const hash = z.string().openapi({
  description: "SHA-256 in hexadecimal",
  example: "4fda40cea140e1f24997d9b2639c030df0278411fd75ede6ac8bfdfedcf7f120",
});

export const auditEntry = z
  .object({
    id: id("aud"),
    at: instant,
    action: z.string().openapi({ example: "approval.approved" }),
    initiator: actor,
    initiatorName: name,
    approver: z.string().nullable().openapi({
      description: "Who allowed it, written like `initiator`; `auto` where a rule did",
      example: "auto",
    }),
    approverName: name,
    ruleId: z.string().nullable(),
    subjectId: z.string().nullable().openapi({ description: "What it was done to" }),
    inputDigest: z.string().nullable().openapi({
      description:
        "What the entry keeps of a message: `salted-sha256:` and SHA-256 over a salt and the message's digest. It gives away nothing of the text once the message, and the salt with it, is gone",
      example: "salted-sha256:0f1e…",
    }),
    opening: z
      .object({ digest: z.string(), salt: z.string().openapi({ description: "Hexadecimal" }) })
      .nullable()
      .openapi({
        description:
          "What `inputDigest` was made of: `SHA-256(salt bytes ‖ digest as text)`. null once the message was purged, or where an approver has edited it since",
      }),
    output: z.string().nullable(),
    detail: json.nullable(),
    position: z.union([z.number().int(), z.literal("unsealed")]).openapi({
      description: "Its place in the sealed chain; an entry is sealed within a second",
      example: 1_742,
    }),
    hash: hash.nullable().openapi({ description: "null while it is unsealed" }),
  })
  .openapi("AuditEntry");

const times = {
  from: instantInput.optional(),
  to: instantInput.optional().openapi({ description: "Exclusive" }),
};

export const auditQuery = cursorQuery
  .extend({
    ...times,
    action: wellFormed(100).optional().openapi({
      description: "`message.sent`, or `message` for everything about messages",
      example: "approval",
    }),
    initiator: wellFormed(200).optional().openapi({
      description: "`key:<id>`, `user:<id>` or `system`",
    }),
    subject: wellFormed(200).optional().openapi({
      description: "An id. A message's entries include those of its approvals",
    }),
  })
  .refine(...endsAfter("from", "to"));

export const exportQuery = z
  .strictObject({ ...times, format: z.enum(["jsonl", "csv"]).default("jsonl") })
  .refine(...endsAfter("from", "to"));

export const checkpoint = z
  .object({
    workspaceId: id("ws"),
    seq: z.number().int(),
    hash,
    at: instant,
    keyId: z.string(),
    publicKey: z.string().openapi({ description: "Ed25519, 32 bytes in base64url" }),
    signature: z.string().openapi({
      description: "In base64url, over RFC 8785 JSON of all other fields, `v: 1` and the purpose",
    }),
  })
  .openapi("AuditCheckpoint");

export const auditProof = z
  .object({
    ok: z.boolean().openapi({
      description:
        "Whether every sealed entry is what it was, and a key of ours has signed them all",
    }),
    entries: z.number().int().openapi({ description: "Sealed entries that were looked at" }),
    after: z.number().int().openapi({
      description: "The last position that retention removed; 0 for a whole trail",
    }),
    through: z.number().int().openapi({ description: "The last position" }),
    signedThrough: z.number().int(),
    checkpoint: checkpoint.nullable().openapi({
      description: "The signed end. Note its hash elsewhere: then nobody can cut it off unseen",
    }),
    broken: z
      .object({
        position: z.number().int().nullable(),
        id: z.string().nullable(),
        problem: z.string(),
      })
      .nullable()
      .openapi({ description: "The first entry that was changed, deleted, moved or inserted" }),
    unsealed: z.object({
      count: z.number().int().openapi({ description: "Nothing proves these yet" }),
      since: instant.nullable(),
    }),
  })
  .openapi("AuditProof");
