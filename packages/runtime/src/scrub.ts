/** Removes every kind of secret that we know the shape of from a text. */

const mask = "[redacted]";

// None of these may match a quote or a backslash inside the secret: the logger applies them to
// whole lines of JSON, which must stay JSON.
const patterns: readonly (readonly [RegExp, string])[] = [
  // A Bot API URL: /bot<token>/method and /file/bot<token>/path, whatever the token looks like.
  [/(\/bot)\d+(?::|%3A)[^/\s"'\\?#]*/gi, `$1${mask}`],
  // A bot token by itself: Telegram's secret part has at least 24 characters of base64url.
  [/\d{3,}(?::|%3A)[A-Za-z0-9_-]{20,}/gi, mask],
  // An encryption key: `id:base64(32 bytes)`, in either alphabet, padded or not.
  [/[\w.-]+:[A-Za-z0-9+/_-]{43}(?![A-Za-z0-9+/_-])=?/g, mask],
  [/lf_[A-Za-z0-9_-]{8,}/g, `lf_${mask}`],
  // The webhook's key, and other secrets that travel in a query, also percent-encoded.
  [
    /((?:[?&]|%3F|%26)(?:key|token|secret|secret_token|password|api_key)(?:=|%3D))(?:(?!%26|%23)[^&\s"'\\#])+/gi,
    `$1${mask}`,
  ],
  // The password of a connection URL; the user's name stays readable.
  [/(:\/\/[^\s:/"'@\\]*):[^\s/"'\\]*@/g, `$1:${mask}@`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{4,}/gi, `$1 ${mask}`],
  [/(x-telegram-bot-api-secret-token["'\\]*\s*[:=,]\s*["'\\]*)[^"'\s,}\\]+/gi, `$1${mask}`],
  [/((?:set-)?cookie["'\\]*\s*[:=]\s*["'\\]*)[^"'\r\n\\]+/gi, `$1${mask}`],
];

/** The text without bot tokens, webhook keys, API keys, encryption keys, credentials in URLs and headers. */
export function scrub(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  return clean;
}
