/** Bot tokens: their shape, the server they belong to, and how they are kept out of every text. */
import { scrub } from "@lumenflow/runtime";

const TOKEN = /^\d{1,20}:[A-Za-z0-9_-]{24,}$/;
/** ClientManager.cpp 76: longer tokens are refused before anything is looked up. */
const MAX_LENGTH = 80;

export type TokenReading =
  | { readonly ok: true; readonly token: string; readonly botId: string }
  /** `fault` says what is wrong, in words for the person who pasted it, and never repeats the text. */
  | { readonly ok: false; readonly fault: string };

/** Reads a pasted token; blanks around it are forgiven. Says nothing about whether Telegram takes it. */
export function parseBotToken(text: string): TokenReading {
  const token = text.trim();
  if (token === "") return { ok: false, fault: "The token is empty." };
  if (/\s/.test(token)) {
    return { ok: false, fault: "The token has a blank or a line break inside; copy it alone." };
  }
  const colon = token.indexOf(":");
  if (colon < 0) {
    const fault = "The token has no colon; it looks like 123456789:AA… as BotFather shows it.";
    return { ok: false, fault };
  }
  const botId = token.slice(0, colon);
  const secret = token.slice(colon + 1);
  if (!/^\d{1,20}$/.test(botId)) {
    return { ok: false, fault: "The part before the colon must be the bot's number." };
  }
  if (botId.startsWith("0")) {
    return { ok: false, fault: "The bot's number before the colon cannot begin with 0." };
  }
  if (!/^[A-Za-z0-9_-]*$/.test(secret)) {
    const fault = "The part after the colon may hold only letters, digits, _ and -.";
    return { ok: false, fault };
  }
  if (token.length > MAX_LENGTH) {
    return { ok: false, fault: `The token is longer than ${MAX_LENGTH} characters.` };
  }
  if (!TOKEN.test(token)) {
    return { ok: false, fault: "The part after the colon is too short; copy the whole token." };
  }
  return { ok: true, token, botId };
}

/** Whether a sandbox (of this or another installation) issued the token. */
export function isSandboxToken(token: string): boolean {
  return /^\d+:SANDBOX_[A-Za-z0-9_-]+$/.test(token);
}

export interface ApiRoots {
  /** `TELEGRAM_API_ROOT`. */
  readonly apiRoot: string;
  /** Where this installation's sandbox answers; absent where no sandbox runs. */
  readonly sandboxRoot?: string | undefined;
}

/** The Bot API server that a token talks to, without a trailing slash. */
export function apiRootFor(token: string, roots: ApiRoots): string {
  const { apiRoot, sandboxRoot } = roots;
  const root = sandboxRoot !== undefined && isSandboxToken(token) ? sandboxRoot : apiRoot;
  return root.replace(/\/+$/, "");
}

/**
 * The text without this token, as it is and as a URL would carry it, and without whatever else
 * `scrub` knows. The central patterns would miss a token of a shape nobody expected.
 */
export function scrubToken(text: string, token: string): string {
  let clean = text;
  for (const form of [token, encodeURIComponent(token)]) {
    if (form !== "") clean = clean.replaceAll(form, "[redacted]");
  }
  return scrub(clean);
}
