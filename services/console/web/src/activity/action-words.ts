/** What the actions of the trail are called. */

export const kindsOfActions = [
  { value: "message", label: "Messages" },
  { value: "approval", label: "Approvals" },
  { value: "connection", label: "Connections" },
  { value: "policy", label: "Policies" },
  { value: "endpoint", label: "Endpoints" },
  { value: "key", label: "API keys" },
  { value: "person", label: "Signing in" },
  { value: "member", label: "People" },
  { value: "invitation", label: "Invitations" },
  { value: "delegation", label: "Stand-ins" },
  { value: "telegram_link", label: "Telegram accounts" },
  { value: "workspace", label: "The workspace" },
];

/** “message.requested” → “Message requested”. */
export function actionWords(action: string): string {
  const [kind = "", what = ""] = action.split(".");
  const words = `${kind} ${what}`.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Who it was, as far as is known. */
export function actorLabel(actor: string, name: string | null): string {
  if (actor === "auto") return "a rule";
  if (name !== null) return actor.startsWith("key:") ? `${name} (API key)` : name;
  if (actor.startsWith("key:")) return "an API key";
  return actor.startsWith("user:") ? "a person" : "the system";
}
