/** Says a rule's conditions as a person would: a readable half-sentence each. */
import { type Fields, fieldsOf, numberAt, textAt } from "../telegram/fields.ts";

/** What ids are called, where that is known, and how moments are written here. */
export interface Names {
  connection(id: string): string;
  moment(at: string): string;
}

const chatTypes: Readonly<Record<string, string>> = {
  private: "private chats",
  group: "groups",
  supergroup: "supergroups",
  channel: "channels",
};

/** “it has no links and goes to private chats”. */
export function conditionWords(condition: unknown, names: Names): string {
  const fields = fieldsOf(condition);
  const [kind, value] = Object.entries(fields)[0] ?? [];
  switch (kind) {
    case "all":
      return listWords(value, names, "and", "always");
    case "any":
      return listWords(value, names, "or", "never");
    case "not":
      return notWords(fieldsOf(value), names);
    case "connectionId":
      return `it goes out by ${orList(textsIn(value).map(names.connection))}`;
    case "chatId":
      return `it goes to the chat ${orList(textsIn(value))}`;
    case "chatType":
      return `it goes to ${orList(textsIn(value).map((type) => chatTypes[type] ?? type))}`;
    case "firstContact":
      return value === false ? "the chat was written to before" : "it is the first to this chat";
    case "requester":
      return `${orList(textsIn(value).map(requesterWords))} asks for it`;
    case "pattern":
      return `its text matches ${orList(textsIn(value).map((pattern) => `/${pattern}/`))}`;
    case "textLength":
      return lengthWords(fieldsOf(value));
    case "links":
      return value === false ? "it has no links" : "it has a link";
    case "linkDomains":
      return `all its links lead to ${orList(textsIn(value))}`;
    case "media":
      if (value === false) return "it carries no media";
      return value === true ? "it carries media" : `it carries ${orList(textsIn(value))}`;
    case "buttons":
      return value === false ? "it has no buttons" : "it has buttons";
    case "time":
      return `it goes out ${hoursWords(fieldsOf(value))}`;
    case "budget":
      return budgetWords(fieldsOf(value));
    case "metadata":
      return metadataWords(fieldsOf(value));
    default:
      return `“${kind ?? "?"}” holds`;
  }
}

/** “on weekdays from 08:00 to 20:00 (Europe/Berlin)”. */
function hoursWords(time: Fields): string {
  const days = textsIn(time.weekdays);
  const from = textAt(time, "from");
  const to = textAt(time, "to");
  const zone = textAt(time, "zone");
  const workdays = days.join() === "mon,tue,wed,thu,fri";
  return [
    days.length === 0 ? null : workdays ? "on weekdays" : `on ${days.join(", ")}`,
    from === null ? null : `from ${from}`,
    to === null ? null : `to ${to}`,
    zone === null ? null : `(${zone})`,
  ]
    .filter((word) => word !== null)
    .join(" ");
}

/** “on fri (UTC), not before 1 Dec 2026, 09:00”. */
export function scheduleWords(schedule: unknown, names: Names): string {
  const fields = fieldsOf(schedule);
  const [starts, ends] = [textAt(fields, "startsAt"), textAt(fields, "endsAt")];
  const hourly = ["from", "to", "weekdays"].some((part) => fields[part] !== undefined);
  return [
    hourly ? hoursWords(fields) : null,
    starts === null ? null : `not before ${names.moment(starts)}`,
    ends === null ? null : `until ${names.moment(ends)}`,
  ]
    .filter((words) => words !== null)
    .join(", ");
}

function listWords(value: unknown, names: Names, glue: "and" | "or", empty: string): string {
  const parts = Array.isArray(value) ? value : [];
  if (parts.length === 0) return empty;
  const words = parts.map((part) => {
    const inner = fieldsOf(part);
    const nested = (glue === "and" ? inner.any : inner.all) !== undefined;
    const said = conditionWords(part, names);
    return nested ? `(${said})` : said;
  });
  return words.join(` ${glue} `);
}

function notWords(inner: Fields, names: Names): string {
  const said = conditionWords(inner, names);
  const turned: [RegExp, string][] = [
    [/^it has /, "it does not have "],
    [/^it goes /, "it does not go "],
    [/^it carries /, "it does not carry "],
    [/^its text matches /, "its text does not match "],
    [/^it is /, "it is not "],
  ];
  const found = turned.find(([pattern]) => pattern.test(said));
  const simple = inner.all === undefined && inner.any === undefined;
  return simple && found ? said.replace(found[0], found[1]) : `not (${said})`;
}

function lengthWords(length: Fields): string {
  const least = numberAt(length, "min");
  const most = numberAt(length, "max");
  if (least !== null && most !== null) return `its text has ${least} to ${most} characters`;
  if (most !== null) return `its text has at most ${most} characters`;
  return `its text has at least ${least ?? 0} characters`;
}

function budgetWords(budget: Fields): string {
  const by = textsIn(budget.by);
  const whose = by.includes("requester") ? "by whoever asks" : "by anybody";
  const where = by.includes("chat") ? " to this chat" : "";
  const within = textAt(budget, "within");
  const span = within === null ? "ever" : `in ${within}`;
  return `fewer than ${numberAt(budget, "max") ?? "?"} were asked for ${whose}${where} ${span}`;
}

function metadataWords(metadata: Fields): string {
  const values = textsIn(metadata.in);
  const key = textAt(metadata, "key") ?? "?";
  return values.length === 0
    ? `its metadata has “${key}”`
    : `its metadata's “${key}” is ${orList(values)}`;
}

function requesterWords(requester: string): string {
  if (requester === "key") return "a program";
  if (requester === "user") return "a person";
  return requester.startsWith("key:") ? `the API key ${requester.slice(4)}` : requester;
}

export function textsIn(value: unknown): string[] {
  return (Array.isArray(value) ? value : []).map(String);
}

function orList(words: readonly string[]): string {
  return words.length < 3
    ? words.join(" or ")
    : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
