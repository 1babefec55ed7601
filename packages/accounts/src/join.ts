/** Lets people in by an invitation: somebody new chooses a password, somebody known gives theirs. */
import { type Fault, problem } from "@lumenflow/api";
import { type Database, type KnownInvitation, newId, type PersonRow } from "@lumenflow/db";
import { digestOfToken } from "./invite.ts";
import type { SignInLimiter } from "./sign-in-limiter.ts";

/** What of the accounts library judges and hashes passwords. */
export interface Passwords {
  readonly least: number;
  readonly most: number;
  hash(password: string): Promise<string>;
  verify(given: { hash: string; password: string }): Promise<boolean>;
}

export interface JoinDeps {
  readonly database: Pick<Database, "invitations" | "people" | "transaction">;
  readonly passwords: () => Promise<Passwords>;
  readonly limiter: SignInLimiter;
}

export interface SeenInvitation extends KnownInvitation {
  /** Whether the e-mail has a sign-in here. */
  readonly known: boolean;
  readonly passwordLength: { readonly least: number; readonly most: number };
}

export interface JoinRequest {
  readonly token: string;
  readonly name?: string | undefined;
  readonly password: string;
  readonly address: string;
}

export interface Join {
  /** @throws Problem E044 for an unknown token, E023 for one that works no more. */
  look(token: string): Promise<SeenInvitation>;
  /**
   * Of any number of attempts at the same time one joins. Nobody is signed in by it, so a second
   * factor is still asked for. @throws Problem as `look`, E010, E002 for a wrong password, E050.
   */
  accept(request: JoinRequest): Promise<KnownInvitation>;
}

const spent = {
  accepted: "This invitation has been used. Sign in, or ask for a new one.",
  revoked: "This invitation was revoked. Ask for a new one.",
  expired: "This invitation has expired. Ask for a new one.",
};
const tooLate = () => problem.conflict("This invitation was used or revoked just now.");

export function createJoin({ database, passwords, limiter }: JoinDeps): Join {
  async function open(token: string): Promise<KnownInvitation> {
    const found = await database.invitations.findByDigest(digestOfToken(token));
    if (found === null) throw problem.notFound("There is no such invitation. Check the link.");
    if (found.state !== "open") throw problem.conflict(spent[found.state]);
    return found;
  }

  /** Somebody who is known here proves it by their password, as slowly as in signing in. */
  async function prove(person: PersonRow, { password, address }: JoinRequest): Promise<void> {
    const wait = await limiter.attempt(person.email, address);
    if (wait > 0) throw problem.rateLimited(wait);
    const { verify } = await passwords();
    const hash = person.passwordHash;
    if (hash === null || !(await verify({ hash, password }))) {
      throw problem.badCredentials("The password is not the one that this e-mail signs in with.");
    }
    await limiter.succeeded(person.email, address);
  }

  async function newcomer(email: string, { name, password }: JoinRequest) {
    const { least, most, hash } = await passwords();
    const faults: Fault[] = [];
    if (name === undefined) faults.push({ path: "name", message: "is required" });
    if (password.length < least || password.length > most) {
      faults.push({ path: "password", message: `must have ${least} to ${most} characters` });
    }
    if (password.toLowerCase() === email) {
      faults.push({ path: "password", message: "must not be the e-mail address" });
    }
    if (faults.length > 0) throw problem.invalid(faults);
    return { id: newId("user"), email, name: name ?? "", passwordHash: await hash(password) };
  }

  return {
    async look(token) {
      const found = await open(token);
      const { least, most } = await passwords();
      const known = (await database.people.byEmail(found.email)) !== null;
      return { ...found, known, passwordLength: { least, most } };
    },

    async accept(request) {
      const found = await open(request.token);
      const { id, workspaceId, email, role } = found;
      const known = await database.people.byEmail(email);
      if (known !== null) await prove(known, request);
      const made = known === null ? await newcomer(email, request) : undefined;
      const userId = known?.id ?? made?.id ?? "";
      await database.transaction(async (tx) => {
        await tx.members.lock(workspaceId);
        if (!(await tx.invitations.accept(id, userId))) throw tooLate();
        // Somebody else made this sign-in a moment ago, by another workspace's invitation.
        if (made !== undefined && !(await tx.people.add(made))) throw tooLate();
        if (!(await tx.members.add(workspaceId, userId, role))) {
          throw problem.conflict("You are a member of this workspace already. Sign in.");
        }
        await tx.audit.append({
          workspaceId,
          action: "member.joined",
          initiator: `user:${userId}`,
          subjectId: userId,
          detail: { role, invitationId: id, invitedBy: found.invitedBy },
        });
      });
      return found;
    },
  };
}
