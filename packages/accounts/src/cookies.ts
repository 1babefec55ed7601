/** Reads what the accounts library keeps in cookies: whose values are `<what>.<signature>`, encoded. */

export const cookiePrefix = "lumenflow";
export const sessionCookie = `${cookiePrefix}.session_token`;
/** Stands for a sign-in whose password was right, and whose code is awaited. */
const challengeCookie = `${cookiePrefix}.two_factor`;

/** The signature is not looked at: whoever acts on it lets the library check it. */
export function challengeOf(header: string | undefined): string | undefined {
  const found = header
    ?.split(";")
    .map((each) => each.trim())
    .find((each) => each.startsWith(`${challengeCookie}=`));
  return found && signedIn(found.slice(challengeCookie.length + 1));
}

/** The token of the session that an answer begins. */
export function sessionTokenIn(setCookies: readonly string[]): string | undefined {
  const found = setCookies.find((each) => each.startsWith(`${sessionCookie}=`));
  return found && signedIn(found.slice(sessionCookie.length + 1).split(";", 1)[0] ?? "");
}

function signedIn(value: string): string | undefined {
  const text = decoded(value);
  const dot = text.lastIndexOf(".");
  return dot > 0 ? text.slice(0, dot) : undefined;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return "";
  }
}
