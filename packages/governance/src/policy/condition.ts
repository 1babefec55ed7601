/** Reads a condition: `all`, `any` and `not` over conditions, and the kinds that ask one thing each. */
import { kinds } from "./kinds.ts";
import { isRecord, type Judge, type Judgement, type Reading } from "./reading.ts";

/** Deeper nesting is refused: no rule a person can read needs it. */
const maxDepth = 16;
/** More conditions in one list are refused, for the same reason. */
const maxMembers = 100;

/**
 * `{ all: [] }` matches everything, `{ any: [] }` nothing. A condition is understood as a whole or
 * not at all: `any` with one unknown member is unknown, even where another member would match.
 * A fact that is not known leaves open what depends on it (Kleene's logic of three values).
 */
export function readCondition(value: unknown, path: string, reading: Reading, depth = 0): Judge {
  const kindsText = `${["all", "any", "not", ...Object.keys(kinds)].join(", ")}`;
  if (depth > maxDepth) return reading.fault(path, `is nested deeper than ${maxDepth}; flatten it`);
  if (!isRecord(value)) return reading.fault(path, 'is not an object, such as { "all": [] }');
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) {
    return reading.fault(path, "does not have exactly one kind; combine several by all or any");
  }
  const [kind, argument] = entry;
  const place = `${path}.${kind}`;
  if (kind === "not") return negated(readCondition(argument, place, reading, depth + 1));
  if (kind === "all" || kind === "any") {
    if (!Array.isArray(argument) || argument.length > maxMembers) {
      return reading.fault(
        place,
        `“${kind}” is not a list; give a list of up to ${maxMembers} conditions`,
      );
    }
    const members = argument.map((item, index) =>
      readCondition(item, `${place}.${index}`, reading, depth + 1),
    );
    return kind === "all" ? allOf(members) : anyOf(members);
  }
  const read = Object.hasOwn(kinds, kind) ? kinds[kind as keyof typeof kinds] : undefined;
  if (read === undefined) {
    return reading.fault(place, `the condition “${kind}” is not understood; known: ${kindsText}`);
  }
  return read(argument, place, reading);
}

function negated(judge: Judge): Judge {
  return (facts) => {
    const { holds, words } = judge(facts);
    return { holds: holds === undefined ? undefined : !holds, words };
  };
}

/** Every member is asked, in order, until one does not hold. */
function allOf(members: readonly Judge[]): Judge {
  return (facts) => {
    const judged: Judgement[] = [];
    for (const judge of members) {
      const judgement = judge(facts);
      if (judgement.holds === false) return judgement;
      judged.push(judgement);
    }
    if (judged.length === 0) return { holds: true, words: "it asks for nothing in particular" };
    const open = judged.filter(({ holds }) => holds === undefined);
    return open.length > 0
      ? { holds: undefined, words: joined(open) }
      : { holds: true, words: joined(judged) };
  };
}

/** Every member is asked, in order, until one holds. */
function anyOf(members: readonly Judge[]): Judge {
  return (facts) => {
    const judged: Judgement[] = [];
    for (const judge of members) {
      const judgement = judge(facts);
      if (judgement.holds === true) return judgement;
      judged.push(judgement);
    }
    if (judged.length === 0) return { holds: false, words: "it asks for one of no conditions" };
    const open = judged.filter(({ holds }) => holds === undefined);
    return open.length > 0
      ? { holds: undefined, words: joined(open) }
      : { holds: false, words: joined(judged) };
  };
}

function joined(judged: readonly Judgement[]): string {
  return [...new Set(judged.map(({ words }) => words))].join(", and ");
}
