/** Reads a rule's condition: `all`, `any` and `not` over conditions, and `chatId`; no other kind is understood. */

/** What rules are asked about. */
export interface PolicySubject {
  readonly connectionId: string;
  /** Every id that the chat has had: a rule that names an old one goes on matching. */
  readonly chatIds: readonly string[];
  readonly threadId?: string | null | undefined;
  readonly content: Readonly<Record<string, unknown>>;
}

export type Condition =
  | { readonly understood: true; readonly matches: (subject: PolicySubject) => boolean }
  | { readonly understood: false; readonly fault: string };

/** Deeper nesting is refused: no rule a person can read needs it. */
const MAX_DEPTH = 16;

/**
 * `{ all: [] }` matches everything, `{ any: [] }` nothing. A condition is understood as a whole or
 * not at all: `any` with one unknown member is unknown, even where another member would match.
 */
export function readCondition(value: unknown, depth = 0): Condition {
  if (depth > MAX_DEPTH) return fault(`its condition is nested deeper than ${MAX_DEPTH}`);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return fault("its condition is not an object");
  }
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) {
    return fault("its condition does not have exactly one kind");
  }
  const [kind, argument] = entry;
  if (kind === "not") {
    const inner = readCondition(argument, depth + 1);
    if (!inner.understood) return inner;
    return { understood: true, matches: (subject) => !inner.matches(subject) };
  }
  if (kind === "chatId") return readChatIds(argument);
  if (kind !== "all" && kind !== "any") return fault(`the condition “${kind}” is not understood`);
  if (!Array.isArray(argument)) return fault(`“${kind}” is not a list`);
  const members: ((subject: PolicySubject) => boolean)[] = [];
  for (const item of argument) {
    const member = readCondition(item, depth + 1);
    if (!member.understood) return member;
    members.push(member.matches);
  }
  return kind === "all"
    ? { understood: true, matches: (subject) => members.every((matches) => matches(subject)) }
    : { understood: true, matches: (subject) => members.some((matches) => matches(subject)) };
}

/** `{ chatId: ["-1001"] }`: the message goes to one of these chats. */
function readChatIds(argument: unknown): Condition {
  const isList = Array.isArray(argument) && argument.every((each) => typeof each === "string");
  if (!isList) return fault("“chatId” is not a list of ids");
  const named: ReadonlySet<string> = new Set(argument);
  return { understood: true, matches: ({ chatIds }) => chatIds.some((id) => named.has(id)) };
}

function fault(text: string): Condition {
  return { understood: false, fault: text };
}
