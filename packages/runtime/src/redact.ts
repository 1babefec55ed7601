/** Copies a log object without payload texts and secrets, whatever depth they sit at. */
import { describeError } from "./describe-error.ts";

const mask = "[redacted]";
const maxDepth = 8;

const payloadNames = new Set([
  "text",
  "caption",
  "payload",
  "body",
  "update",
  "updates",
  "content",
]);
const secretName =
  /(token|secret|password|passphrase|cookie|authorization|apikey|webhookkey|encryptionkeys?)$/;

/** Whether values under this name never reach a log: `botToken`, `bot_token` and `Bot-Token` alike. */
function isHidden(name: string): boolean {
  const plain = name.toLowerCase().replace(/[-_]/g, "");
  return payloadNames.has(plain) || secretName.test(plain);
}

/** A copy for the log: hidden names masked, errors described, bytes counted, cycles cut. */
export function redact(value: Record<string, unknown>): Record<string, unknown> {
  return copyObject(value, new Set(), 0);
}

function copy(value: unknown, seen: Set<object>, depth: number): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) return describeError(value);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (seen.has(value)) return "[circular]";
  if (depth >= maxDepth) return "[deep]";
  if (Array.isArray(value)) {
    return within(value, seen, () => value.map((item) => copy(item, seen, depth + 1)));
  }
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const json: unknown = value.toJSON();
    return within(value, seen, () => copy(json, seen, depth + 1));
  }
  return copyObject(value as Record<string, unknown>, seen, depth + 1);
}

function copyObject(value: Record<string, unknown>, seen: Set<object>, depth: number) {
  return within(value, seen, () => {
    const clean: Record<string, unknown> = {};
    for (const [name, item] of Object.entries(value)) {
      // Numbers and booleans stay: `update: 3` is a count, `secret: true` a fact.
      const hide =
        (typeof item === "string" || (typeof item === "object" && item !== null)) && isHidden(name);
      clean[name] = hide ? mask : copy(item, seen, depth);
    }
    return clean;
  });
}

function within<T>(value: object, seen: Set<object>, work: () => T): T {
  seen.add(value);
  try {
    return work();
  } finally {
    seen.delete(value);
  }
}
