/** What an error code means by itself, where the words are not known. */

const NEW_TOKEN = "Give the connection the bot's current token from BotFather.";

export interface CodeRule {
  readonly class:
    | "uncertain"
    | "connection_unusable"
    | "failed_message"
    | "failed_chat"
    | "not_delivered_retry";
  readonly code: string;
  readonly remedy: string;
}

/** What a code means where no row of the catalogue fits. */
export function ruleOfCode(code: number): CodeRule {
  switch (code) {
    case 401:
      return { class: "connection_unusable", code: "token_refused", remedy: NEW_TOKEN };
    case 404:
      // The hosted server's answer to a malformed or revoked token.
      return { class: "connection_unusable", code: "token_refused", remedy: NEW_TOKEN };
    case 409:
      return {
        class: "connection_unusable",
        code: "other_consumer",
        remedy: "Another program uses this bot. Stop it there, then verify the connection.",
      };
    case 421:
      return {
        class: "connection_unusable",
        code: "token_not_allowed",
        remedy: "This Bot API server does not serve the bot. Allow it there or change the server.",
      };
    case 403:
      return {
        class: "failed_chat",
        code: "forbidden",
        remedy: "Telegram forbids sending to this chat. Check the bot's membership and rights.",
      };
    case 413:
      return { class: "failed_message", code: "too_large", remedy: "Send a smaller file." };
    default:
      break;
  }
  if (code >= 400 && code < 500) {
    const remedy = "Telegram refuses this message as it is. Change it and send again.";
    return { class: "failed_message", code: "bad_request", remedy };
  }
  const remedy = "It may have arrived. Look into the chat, then say delivered or resend.";
  return { class: "uncertain", code: "server_error", remedy };
}
