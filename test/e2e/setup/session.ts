/** Calls the API as a person does whose browser has a session: by cookie, from the console's own origin. */
import { type Answered, answeredBy, type CallOptions } from "./api.ts";

export interface PersonSession {
  readonly cookie: string;
  call(method: string, path: string, options?: CallOptions): Promise<Answered>;
}

interface Credentials {
  readonly email: string;
  readonly password: string;
}

export async function openSession(
  { origin }: { readonly origin: string },
  { email, password }: Credentials,
): Promise<PersonSession> {
  const entered = await fetch(`${origin}/api/v1/auth/sign-in/email`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  if (!entered.ok) throw new Error(`signing in: ${entered.status} ${await entered.text()}`);
  const cookie = entered.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  return {
    cookie,
    async call(method, path, { body, bytes, headers } = {}) {
      const answer = await fetch(`${origin}/api/v1${path}`, {
        method,
        headers: {
          cookie,
          origin,
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(bytes !== undefined && { body: bytes }),
      });
      return answeredBy(method, path, answer);
    },
  };
}

/** Somebody new with this role, invited by an owner, and signed in. */
export async function invited(
  house: { readonly origin: string },
  owner: Pick<PersonSession, "call">,
  role: string,
): Promise<PersonSession> {
  const email = `${role}-${crypto.randomUUID()}@example.org`;
  const { body } = await owner.call("POST", "/invitations", { body: { email, role } });
  return joined(house, { token: body.token, email });
}

interface Newcomer {
  readonly token: string;
  readonly email: string;
  readonly name?: string;
  readonly password?: string;
}

/** Accepts an invitation as somebody new, and signs in. */
export async function joined(
  house: { readonly origin: string },
  { token, email, name = email, password = `pw-${crypto.randomUUID()}` }: Newcomer,
): Promise<PersonSession> {
  const accepted = await fetch(`${house.origin}/api/v1/invitations/accept`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token, name, password }),
  });
  if (accepted.status !== 201) throw new Error(`joining: ${await accepted.text()}`);
  return openSession(house, { email, password });
}
