/** Reads from an update's content whom it shows in its chat, and what it says they are there. */
import { type ExactJson, idOf, objectOf, textOf } from "./exact-json.ts";

export const memberStatuses = [
  "creator",
  "administrator",
  "member",
  "restricted",
  "left",
  "kicked",
] as const;
export type MemberStatus = (typeof memberStatuses)[number];

export interface PersonDescription {
  readonly id: string;
  /** First and last name. */
  readonly name: string | null;
  readonly username: string | null;
  readonly isBot: boolean;
  /** Null where the update only shows them. */
  readonly status: MemberStatus | null;
  /** Whether a membership update said so: it names the exact status, a service message only a coming or going. */
  readonly stated: boolean;
  /** Wrote a new message: whoever writes is there. */
  readonly wrote: boolean;
}

/**
 * One entry per person, who acted first. Nobody where a chat speaks (`sender_chat`: channels and
 * anonymous administrators hide behind stand-in users), and not those who only ask to join.
 */
export function describePeople(
  kind: string,
  body: Readonly<Record<string, ExactJson>>,
): PersonDescription[] {
  if (kind === "chat_join_request") return [];
  const named = [...membershipOf(kind, body), ...comingsAndGoings(kind, body)];
  const actor = actorOf(kind, body, named);
  return actor === null ? named : [actor, ...named.filter(({ id }) => id !== actor.id)];
}

function actorOf(
  kind: string,
  body: Readonly<Record<string, ExactJson>>,
  named: readonly PersonDescription[],
): PersonDescription | null {
  if (objectOf(body.sender_chat) !== null) return null;
  const actor = personOf(body.from ?? body.user);
  if (actor === null) return null;
  const change = named.find(({ id }) => id === actor.id);
  if (change === undefined) return { ...actor, wrote: kind === "message" };
  return { ...change, wrote: kind === "message" && change.status !== "left" };
}

function membershipOf(kind: string, body: Readonly<Record<string, ExactJson>>) {
  if (kind !== "my_chat_member" && kind !== "chat_member") return [];
  const member = objectOf(body.new_chat_member);
  const person = personOf(member?.user);
  const status = memberStatuses.find((each) => each === member?.status) ?? null;
  return person === null ? [] : [{ ...person, status, stated: status !== null }];
}

function comingsAndGoings(kind: string, body: Readonly<Record<string, ExactJson>>) {
  if (kind !== "message") return [];
  const come = Array.isArray(body.new_chat_members) ? body.new_chat_members : [];
  const people = new Map<string, PersonDescription>();
  for (const [user, status] of [
    ...come.map((each: ExactJson) => [each, "member"] as const),
    [body.left_chat_member, "left"] as const,
  ]) {
    const person = personOf(user);
    if (person !== null) people.set(person.id, { ...person, status });
  }
  return [...people.values()];
}

function personOf(value: ExactJson): PersonDescription | null {
  const user = objectOf(value);
  const id = idOf(user?.id);
  if (user === null || id === null) return null;
  const names = [textOf(user.first_name), textOf(user.last_name)];
  const name = names.filter((part) => part !== null && part !== "").join(" ");
  return {
    id,
    name: name === "" ? null : name,
    username: textOf(user.username),
    isBot: user.is_bot === true,
    status: null,
    stated: false,
    wrote: false,
  };
}
