/** Who decides for whom while they are away. */
import { z } from "zod";
import { id, instant, instantInput, wellFormed } from "./common.ts";

export const delegationInput = z.strictObject({
  delegate: wellFormed(255).openapi({
    description: "A member who decides approvals: `user:usr_…` or `user:ada@example.org`",
    example: "user:ada@example.org",
  }),
  from: instantInput.optional().openapi({ description: "Now, unless given" }),
  until: instantInput,
});

const person = z.object({ id: id("usr"), name: z.string() });

export const delegation = z
  .object({
    id: id("del"),
    user: person.openapi({ description: "Who is away" }),
    delegate: person,
    from: instant,
    until: instant,
    active: z.boolean().openapi({ description: "Whether it holds now" }),
  })
  .openapi("Delegation");
export type DelegationView = z.infer<typeof delegation>;

export const delegationList = z.object({ data: z.array(delegation) });
