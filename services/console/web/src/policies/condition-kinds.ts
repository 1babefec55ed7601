/** Which conditions the form knows, what they are called, and what they begin with. */

export interface ConditionKind {
  readonly kind: string;
  readonly label: string;
  readonly start: unknown;
  readonly field: Field;
}

export type Field =
  | { readonly type: "choices"; readonly choices: readonly { value: string; label: string }[] }
  | { readonly type: "bots" }
  /** A list of words of one's own. */
  | { readonly type: "words"; readonly hint: string }
  | { readonly type: "yesNo"; readonly yes: string; readonly no: string }
  | { readonly type: "length" }
  | { readonly type: "budget" }
  | { readonly type: "time" }
  | { readonly type: "metadata" };

const choices = (...values: string[]) => values.map((value) => ({ value, label: value }));

export const conditionKinds: readonly ConditionKind[] = [
  {
    kind: "chatType",
    label: "Kind of chat",
    start: ["private"],
    field: { type: "choices", choices: choices("private", "group", "supergroup", "channel") },
  },
  {
    kind: "chatId",
    label: "Chat",
    start: [],
    field: { type: "words", hint: "Ids of chats, such as 42 or -1001234567890" },
  },
  { kind: "connectionId", label: "Bot", start: [], field: { type: "bots" } },
  {
    kind: "firstContact",
    label: "First contact",
    start: true,
    field: { type: "yesNo", yes: "the first to this chat", no: "written to before" },
  },
  {
    kind: "requester",
    label: "Who asks",
    start: ["key"],
    field: { type: "words", hint: "key, user, key:key_… or user:usr_…" },
  },
  {
    kind: "pattern",
    label: "Words in its text",
    start: [],
    field: { type: "words", hint: "Regular expressions (RE2), such as (?i)\\brefund" },
  },
  {
    kind: "textLength",
    label: "Length of its text",
    start: { max: 500 },
    field: { type: "length" },
  },
  {
    kind: "links",
    label: "Links",
    start: false,
    field: { type: "yesNo", yes: "has a link", no: "has no links" },
  },
  {
    kind: "linkDomains",
    label: "Where links lead",
    start: [],
    field: { type: "words", hint: "Domains, such as example.com" },
  },
  {
    kind: "media",
    label: "Media",
    start: ["photo"],
    field: {
      type: "choices",
      choices: choices(
        ...["photo", "video", "document", "audio", "voice"],
        ...["animation", "sticker", "location", "poll"],
      ),
    },
  },
  {
    kind: "buttons",
    label: "Buttons",
    start: true,
    field: { type: "yesNo", yes: "has buttons", no: "has no buttons" },
  },
  {
    kind: "time",
    label: "Time of day",
    start: { zone: "UTC", from: "09:00", to: "17:00" },
    field: { type: "time" },
  },
  {
    kind: "budget",
    label: "How many already",
    start: { by: ["requester", "chat"], within: "1h", max: 20 },
    field: { type: "budget" },
  },
  {
    kind: "metadata",
    label: "Metadata",
    start: { key: "campaign" },
    field: { type: "metadata" },
  },
];
