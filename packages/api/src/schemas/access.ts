/** Workspaces, the keys of programs, and who the caller is. */
import { z } from "zod";
import { roles, scopes } from "../scopes.ts";
import { id, instant, instantInput, wellFormed } from "./common.ts";

export const scope = z.enum(scopes);

export const workspace = z.object({ id: id("ws"), name: z.string() }).openapi("Workspace");

export const createdWorkspace = workspace
  .extend({ apiKey: z.string().openapi({ description: "Shown once", example: "lf_…" }) })
  .openapi("CreatedWorkspace");

export const workspaceInput = z.strictObject({ name: wellFormed(100) });

export const apiKey = z
  .object({
    id: id("key"),
    name: z.string(),
    hint: z
      .string()
      .openapi({ description: "The first characters, to recognise it", example: "lf_Xa81…" }),
    scopes: z.array(scope),
    createdAt: instant,
    expiresAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
  })
  .openapi("ApiKey");

export const createdApiKey = apiKey
  .extend({ apiKey: z.string().openapi({ description: "Shown once", example: "lf_…" }) })
  .openapi("CreatedApiKey");

export const apiKeyInput = z.strictObject({
  name: wellFormed(100),
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
  })
  .openapi("Me");
