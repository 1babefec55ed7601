/** Workspaces, the keys of programs, and who the caller is. */
import { z } from "zod";
import { roles, scopes } from "../scopes.ts";
import { id, instant, instantInput, nameOf } from "./common.ts";
import { createdInvitation } from "./people.ts";

export const scope = z.enum(scopes);

export const workspace = z.object({ id: id("ws"), name: z.string() }).openapi("Workspace");

export const createdWorkspace = workspace
  .extend({
    apiKey: z.string().openapi({ description: "Shown once", example: "lf_…" }),
    invitation: createdInvitation
      .optional()
      .openapi({ description: "For the owner; only where an e-mail was given" }),
  })
  .openapi("CreatedWorkspace");

export const workspaceInput = z.strictObject({
  name: nameOf(100),
  ownerEmail: z
    .email()
    .max(254)
    .transform((text) => text.toLowerCase())
    .optional()
    .openapi({ description: "Invites its first owner; without it keys alone act in it" }),
});

export const apiKey = z
  .object({
    id: id("key"),
    name: z.string(),
    hint: z
      .string()
      .openapi({ description: "The first characters, to recognise it", example: "lf_Xa81…" }),
    scopes: z.array(scope),
    createdBy: z.object({
      kind: z.enum(["key", "user", "system"]),
      id: z.string(),
      name: z.string().nullable(),
    }),
    createdAt: instant,
    expiresAt: instant.nullable(),
    lastUsedAt: instant.nullable().openapi({ description: "To within some seconds" }),
    rotatedAt: instant.nullable(),
    previousValidUntil: instant
      .nullable()
      .openapi({ description: "Set while the secret before the last rotation is accepted too" }),
  })
  .openapi("ApiKey");
export type ApiKeyView = z.infer<typeof apiKey>;

const day = 24 * 60 * 60;

export const rotationInput = z.strictObject({
  overlapSeconds: z
    .number()
    .int()
    .min(0)
    .max(7 * day)
    .default(day)
    .openapi({
      description:
        "For so long the secret before is accepted beside the new one; 0 ends it at once",
    }),
});

export const createdApiKey = apiKey
  .extend({ apiKey: z.string().openapi({ description: "Shown once", example: "lf_…" }) })
  .openapi("CreatedApiKey");

export const apiKeyInput = z.strictObject({
  name: nameOf(100),
  scopes: z.array(scope).min(1),
  expiresAt: instantInput.optional(),
});

export const me = z
  .object({
    kind: z.enum(["key", "user"]),
    id: z.string(),
    name: z.string(),
    scopes: z.array(scope),
    role: z.enum(roles).nullable(),
    workspace,
    mayDecideOwn: z.boolean(),
    email: z.string().nullable().openapi({ description: "null for a key" }),
    secondFactor: z.boolean().nullable().openapi({ description: "null for a key" }),
    restriction: z.string().nullable().openapi({
      description: "Why nothing else is allowed until it is done; then there are no scopes",
    }),
  })
  .openapi("Me");
