/** The people of a workspace, and the links that let others in. */
import { z } from "zod";
import { roles } from "../scopes.ts";
import { id, instant, nameOf } from "./common.ts";

export const role = z.enum(roles);

const email = z.email().max(254).openapi({ example: "ada@example.com" });
/** Addresses are told apart without regard to case. */
const emailInput = email.transform((text) => text.toLowerCase());

export const member = z
  .object({
    id: id("usr").openapi({ description: "The person's: rules name approvers by it" }),
    name: z.string(),
    email,
    role,
    joinedAt: instant,
    secondFactor: z
      .boolean()
      .openapi({ description: "Signing in asks for a code beside the password" }),
  })
  .openapi("Member");
export type MemberView = z.infer<typeof member>;

export const memberChange = z.strictObject({ role });

export const invitation = z
  .object({
    id: id("inv"),
    email,
    role,
    invitedBy: z.object({
      kind: z.enum(["key", "user", "system"]),
      id: z.string(),
      name: z.string(),
    }),
    createdAt: instant,
    expiresAt: instant,
  })
  .openapi("Invitation");
export type InvitationView = z.infer<typeof invitation>;

export const security = z
  .object({
    secondFactorRequired: z.boolean().openapi({
      description: "Owners, admins and approvers may do nothing here until they have one",
    }),
  })
  .openapi("WorkspaceSecurity");

export const securityInput = z.strictObject({ secondFactorRequired: z.boolean() });

const token = z.string().openapi({ example: "lfi_…" });

export const invitationLink = {
  token: token.openapi({ description: "Shown once, never kept" }),
  path: z.string().openapi({
    description:
      "The page that accepts it, below the console's address. The token stands behind the #, which browsers send nowhere",
    example: "/invitation#lfi_…",
  }),
};

export const createdInvitation = invitation.extend(invitationLink).openapi("CreatedInvitation");

export const invitationInput = z.strictObject({
  email: emailInput,
  role,
  expiresInDays: z.number().int().min(1).max(30).default(7),
});

/** What a token may look like; another shape is simply not found. */
const tokenInput = z.string().max(200);

export const invitationLook = z.strictObject({ token: tokenInput });

export const invitationSeen = z
  .object({
    workspace: z.object({ name: z.string() }),
    email,
    role,
    expiresAt: instant,
    known: z.boolean().openapi({
      description: "Whether this e-mail has a sign-in here: it is joined with its password then",
    }),
    passwordLength: z.object({ least: z.number().int(), most: z.number().int() }),
  })
  .openapi("InvitationSeen");

export const invitationAnswer = z.strictObject({
  token: tokenInput,
  name: nameOf(100).optional().openapi({ description: "Required unless the e-mail is known" }),
  password: z.string().max(200).openapi({
    description: "Chosen now; where the e-mail is known, the one that it signs in with",
  }),
});

export const joined = z
  .object({ workspace: z.object({ id: id("ws"), name: z.string() }), email })
  .openapi("Joined");
