/** Signs people in as the console's pages do, and calls the API with their session. */
import { newId } from "@lumenflow/db";
import { type Answer, email, password, type Setup } from "../connections/setup.ts";

export interface Session {
  readonly cookie: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

export const cookieOf = (answer: { headers: Headers }) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

/** Carries a cookie along, from the console's own origin. */
export function sessionOf({ api, origin }: Pick<Setup, "api" | "origin">, cookie: string): Session {
  return {
    cookie,
    call: (method, path, body) => api(method, path, { key: "", headers: { cookie, origin }, body }),
  };
}

/** The owner's session unless another person is named. */
export async function signedIn(
  world: Setup,
  as: { email: string; password: string } = { email, password },
): Promise<Session> {
  const answer = await world.call("POST", "/api/v1/auth/sign-in/email", {
    key: "",
    headers: { origin: world.origin },
    body: as,
  });
  if (answer.status !== 200) throw new Error(`signing in: ${answer.status} ${answer.text}`);
  return sessionOf(world, cookieOf(answer));
}

export interface Invited {
  readonly email: string;
  readonly role: string;
  readonly password?: string;
}

/** Somebody new, invited by another and signed in. */
export async function joins(world: Setup, by: Session, invited: Invited): Promise<Session> {
  const { email, role, password = "a password of mine" } = invited;
  const { body } = await by.call("POST", "/invitations", { email, role });
  const accepted = await accept(world, { token: body.token, name: role, password });
  if (accepted.status !== 201) throw new Error(`accepting: ${accepted.text}`);
  return signedIn(world, { email, password });
}

/** As the page does it for somebody who is not signed in. */
export function accept({ api, origin }: Pick<Setup, "api" | "origin">, body: object) {
  return api("POST", "/invitations/accept", { key: "", headers: { origin }, body });
}

export function look({ api }: Pick<Setup, "api">, token: unknown) {
  return api("POST", "/invitations/look", { key: "", body: { token } });
}

/** A member who never signs in. */
export async function addMember({ database }: Setup, role: string): Promise<string> {
  const id = newId("user");
  const [workspace] = await database.workspaces.all();
  await database.people.add({
    id,
    name: role,
    email: `${role}@example.com`,
    passwordHash: "none",
  });
  await database.members.add(workspace?.id ?? "", id, role);
  return id;
}
