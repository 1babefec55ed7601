/** The shapes that every resource is made of: ids, times, pages, Telegram's numbers. */
import { extendZodWithOpenApi } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";

// Once, before the first schema: gives every schema `.openapi()`.
extendZodWithOpenApi(z);

/** Any JSON value; the body parser has seen to that. */
export const json = z.unknown().openapi({ description: "any JSON value" });

const deepest = 32;

/** A JSON value in a request that Postgres can keep and that we can walk through. */
export const jsonInput = json.superRefine((value, context) => {
  const fault = faultIn(value, 0);
  if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
});

function faultIn(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return faultInText(value);
  if (typeof value === "number" && !Number.isFinite(value)) return "holds a number that is too big";
  if (typeof value !== "object" || value === null) return undefined;
  if (depth >= deepest) return `is nested deeper than ${deepest} levels`;
  for (const [name, item] of Object.entries(value)) {
    const fault = faultInText(name) ?? faultIn(item, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultInText(text: string): string | undefined {
  if (!text.isWellFormed()) return "must be well-formed Unicode (it has half a pair)";
  return text.includes("\u0000") ? "must not contain the NUL character" : undefined;
}

/** ISO 8601 UTC with milliseconds. */
export const instant = z.iso
  .datetime({ precision: 3 })
  .openapi({ example: "2026-11-22T09:30:00.000Z", description: "UTC, with milliseconds" });

/** A time in a request: any ISO 8601 instant with an offset. */
export const instantInput = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine(isInRange, "must lie between the years 1970 and 9999")
  .openapi({ type: "string", format: "date-time", example: "2026-11-22T09:30:00Z" });

/** Our answers write a year with four digits, and Postgres knows no year 0. */
function isInRange(time: Date): boolean {
  return time.getTime() >= 0 && time.getUTCFullYear() <= 9_999;
}

/** For `refine`: a span of time ends after it begins. */
export function endsAfter<Name extends string>(begin: Name, end: Name) {
  const holds = (asked: { readonly [Time in Name]?: Date | undefined }): boolean => {
    const [from, to] = [asked[begin], asked[end]];
    return from === undefined || to === undefined || from < to;
  };
  return [holds, { path: [end] as PropertyKey[], error: `must be after ${begin}` }] as const;
}

/** One of our ids in an answer. */
export function id(prefix: string) {
  return z.string().openapi({ example: `${prefix}_01JDA5Z6T1V9Q4ZK8C7XJ2M3NP` });
}

const decimal = /^-?\d{1,20}$/;
const noWholeNumber = "must be a whole number, as a string or a number";

/** A Telegram id in a request: a string or an integer that a double holds exactly. */
export const telegramId = z
  .union([z.string(), z.number()], { error: noWholeNumber })
  .transform((value, context) => {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      context.addIssue({
        code: "custom",
        message: "is beyond what a JSON number holds exactly; send it as a string",
      });
      return z.NEVER;
    }
    const text = String(value).trim();
    if (decimal.test(text)) return String(BigInt(text));
    context.addIssue({ code: "custom", message: noWholeNumber });
    return z.NEVER;
  })
  .openapi({ type: "string", example: "-1001234567890" });

/** A Telegram id in an answer: always a string. */
export const telegramIdText = z.string().openapi({ example: "-1001234567890" });

/** For `refine`: what of a text Postgres, JSON and Telegram all carry. */
export const wholePairs = [
  (text: string) => text.isWellFormed(),
  { error: "must be well-formed Unicode (it has half a pair)" },
] as const;
export const noNul = [
  (text: string) => !text.includes("\u0000"),
  { error: "must not contain the NUL character" },
] as const;

/** Text that can be carried: no NUL, no half of a surrogate pair. */
export function wellFormed(maximum: number, minimum = 1) {
  return z
    .string()
    .min(minimum)
    .max(maximum)
    .refine(...wholePairs)
    .refine(...noNul);
}

const blank = "must not be blank";

/** Text for people to read: blanks, and what cannot be seen, are none. */
export function words(maximum: number) {
  return z
    .string()
    .min(1, { error: blank, abort: true })
    .max(maximum)
    .refine(...first(wholePairs))
    .refine(...first(noNul))
    .refine((text) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text), { error: blank, abort: true });
}

/** Where it does not hold, nothing else is said about the text. */
function first([holds, said]: typeof wholePairs | typeof noNul) {
  return [holds, { ...said, abort: true }] as const;
}

/** What something or somebody is called: words, in one line, which terminals and lists show too. */
export function nameOf(maximum: number) {
  return words(maximum).refine(
    (text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text),
    "must be one line, without control characters",
  );
}

/** The id of something that is there already. Any text is one: of a wrong shape it names nothing. */
export const reference = z.string();

/** A whole number in a query. */
export function countInput(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce
    .number({ error })
    .int({ error, abort: true })
    .min(least, { error, abort: true })
    .max(most, error);
}

/** As every query: a filter that is misspelt must not be taken for none. */
export const cursorQuery = z.strictObject({
  cursor: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .openapi({ description: "`nextCursor` of the page before" }),
  limit: countInput(1, 200).default(50),
});

/** In a query: one of these, or several between commas. */
export function several<T extends z.ZodType<unknown, string>>(item: T, example: string) {
  return z
    .string()
    .max(200)
    .transform((text) => text.split(","))
    .pipe(z.array(item).min(1))
    .openapi({ type: "string", example });
}

export function page<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() });
}

/** `/:id` paths. Any text is accepted: an id of a wrong shape is simply not found. */
export const idParams = z.object({ id: z.string() });

export const problemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().openapi({ example: "E010" }),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .loose()
  .openapi("Problem");
