/** Reads the shape of a pasted bot token while it is typed; whether it is right, only Telegram knows. */

export type TokenShape =
  | { readonly kind: "empty" }
  /** Nothing is wrong so far, but it is not whole yet. */
  | { readonly kind: "partial" }
  | { readonly kind: "fault"; readonly message: string }
  | { readonly kind: "whole"; readonly token: string; readonly botId: string };

const maxLength = 80;
const minSecret = 24;
/** What BotFather writes around it, so that a whole message of his can be pasted. */
const inText = /(?:^|\s)([1-9]\d{0,19}:[A-Za-z0-9_-]{24,})(?=\s|$)/;

const fault = (message: string): TokenShape => ({ kind: "fault", message });

export function tokenShape(text: string): TokenShape {
  const token = text.trim();
  if (token === "") return { kind: "empty" };
  if (/\s/.test(token)) {
    return fault("There is a blank or a line break inside. Paste the token alone.");
  }
  if (token.length > maxLength)
    return fault(`It is longer than any token (${maxLength} characters).`);
  const [botId = "", ...rest] = token.split(":");
  if (!/^\d{1,20}$/.test(botId)) {
    return fault("It begins with the bot's number, as in 123456789:AA…");
  }
  if (botId.startsWith("0")) return fault("The bot's number cannot begin with 0.");
  if (rest.length === 0) return { kind: "partial" };
  const secret = rest.join(":");
  if (!/^[A-Za-z0-9_-]*$/.test(secret)) {
    return fault("After the colon only letters, digits, _ and - can follow.");
  }
  if (secret.length < minSecret) return { kind: "partial" };
  return { kind: "whole", token, botId };
}

/** The token in a pasted text such as BotFather's whole message, or the text as it is. */
export function tokenInPaste(text: string): string {
  return inText.exec(text)?.[1] ?? text.trim();
}
