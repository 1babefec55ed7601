/** A small Sidekick to try approvals with: reads new messages and asks to send an answer to each. */
import type { Logger } from "@lumenflow/runtime";
import { z } from "zod";
import type { Events } from "./events.ts";

export interface SidekickSettings {
  /** Origin of the product's API, without `/api/v1`. */
  baseUrl: string;
  apiKey: string;
  /** Answers on this connection alone; without it on every one that the key may read. */
  connectionId?: string | undefined;
}

export interface SidekickStatus {
  running: boolean;
  baseUrl?: string | undefined;
  connectionId?: string | undefined;
  /** How many answers it has asked to send. */
  asked: number;
  lastError: string | null;
}

export interface ExampleSidekick {
  /** Starts, or starts anew with other settings. The key stays in memory and is never given back. */
  start(settings: SidekickSettings): void;
  stop(): void;
  status(): SidekickStatus;
}

const WAIT_SECONDS = 25;
const PAUSE_AFTER_ERROR_MS = 2_000;

const page = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      connectionId: z.string(),
      kind: z.string(),
      chatId: z.string().nullish(),
      update: z.object({
        message: z
          .object({
            message_id: z.number(),
            text: z.string().optional(),
            from: z
              .object({ first_name: z.string().optional(), is_bot: z.boolean().optional() })
              .optional(),
          })
          .optional(),
      }),
    }),
  ),
  nextCursor: z.string(),
  hasMore: z.boolean().default(false),
});
type Item = z.output<typeof page>["data"][number];

/** What it says to a text; a person still decides whether it is sent. */
export function answerTo(text: string, firstName = "there"): string {
  const asked = text.toLowerCase();
  if (asked.startsWith("/start")) {
    return `Hello ${firstName}! I am an example Sidekick. Ask me about our hours, or write "help".`;
  }
  if (/\b(help|what can you do)\b/.test(asked)) {
    return "I can tell you our hours and where to find us. Everything else I repeat, and a person reads it before it is sent.";
  }
  if (/\b(hours?|open|closed?)\b/.test(asked)) {
    return "We are open Monday to Friday, 9:00–17:00. On weekends we answer on Monday.";
  }
  if (/\b(address|where|location)\b/.test(asked))
    return "You find us at 12 Lantern Street, second floor.";
  if (/\b(thanks|thank you)\b/.test(asked)) return `You are welcome, ${firstName}!`;
  return `Hi ${firstName}! You wrote: "${text.slice(0, 3_000)}". A colleague will look into it.`;
}

export function createExampleSidekick(deps: { logger: Logger; events: Events }): ExampleSidekick {
  const { logger, events } = deps;
  let session: { settings: SidekickSettings; ended: AbortController } | undefined;
  let asked = 0;
  let lastError: string | null = null;

  function changed(error: string | null = lastError): void {
    lastError = error;
    events.publish({ type: "sidekick" });
  }

  async function read(settings: SidekickSettings, signal: AbortSignal): Promise<void> {
    let cursor = await pastEverything(settings, signal);
    while (!signal.aborted) {
      try {
        const { data, nextCursor } = await fetchPage(settings, cursor, WAIT_SECONDS, signal);
        for (const item of data) await answer(settings, item, signal);
        cursor = nextCursor;
        if (lastError !== null) changed(null);
      } catch (error) {
        if (signal.aborted) return;
        await failed(error, signal);
      }
    }
  }

  /** Starts with what comes from now on: nobody wants answers to last week's messages. */
  async function pastEverything(
    settings: SidekickSettings,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    let cursor: string | undefined;
    while (!signal.aborted) {
      try {
        const { nextCursor, hasMore } = await fetchPage(settings, cursor, 0, signal);
        cursor = nextCursor;
        if (!hasMore) return cursor;
      } catch (error) {
        if (signal.aborted) return cursor;
        await failed(error, signal);
      }
    }
    return cursor;
  }

  async function failed(error: unknown, signal: AbortSignal): Promise<void> {
    const text = error instanceof Error ? error.message : "unknown error";
    logger.warn({ err: error }, "example Sidekick could not reach the API");
    changed(text);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PAUSE_AFTER_ERROR_MS);
      signal.addEventListener(
        "abort",
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });
  }

  async function answer(
    settings: SidekickSettings,
    item: Item,
    signal: AbortSignal,
  ): Promise<void> {
    const { message } = item.update;
    if (item.kind !== "message" || !message?.text || !item.chatId || message.from?.is_bot) return;
    const response = await fetch(new URL("/api/v1/messages", settings.baseUrl), {
      method: "POST",
      headers: {
        authorization: `Bearer ${settings.apiKey}`,
        "content-type": "application/json",
        // One answer per update, however often this is tried.
        "idempotency-key": `example-sidekick-${item.id}`,
      },
      body: JSON.stringify({
        connectionId: item.connectionId,
        chatId: item.chatId,
        replyToMessageId: String(message.message_id),
        content: { type: "text", text: answerTo(message.text, message.from?.first_name) },
        reason: "Answer of the example Sidekick to an incoming message",
      }),
      signal,
    });
    await response.body?.cancel();
    // A refusal (blocked by policy, disconnected) is an answer, not a reason to try again.
    if (response.status >= 500 || response.status === 429)
      throw new Error(`the API answered ${response.status}`);
    if (response.ok) asked++;
    changed(response.ok ? null : `the API refused an answer: ${response.status}`);
  }

  async function fetchPage(
    settings: SidekickSettings,
    cursor: string | undefined,
    wait: number,
    signal: AbortSignal,
  ) {
    const url = new URL("/api/v1/updates", settings.baseUrl);
    if (settings.connectionId) url.searchParams.set("connectionId", settings.connectionId);
    url.searchParams.set("limit", "200");
    if (cursor) url.searchParams.set("cursor", cursor);
    if (wait > 0) url.searchParams.set("wait", String(wait));
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${settings.apiKey}` },
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the API answered ${response.status}`);
    }
    return page.parse(await response.json());
  }

  function stop(): void {
    session?.ended.abort();
    session = undefined;
    changed(null);
  }

  return {
    start(settings) {
      stop();
      asked = 0;
      const ended = new AbortController();
      session = { settings, ended };
      changed(null);
      read(settings, ended.signal).catch((error: unknown) => {
        logger.error({ err: error }, "example Sidekick stopped");
        if (session?.ended === ended) stop();
      });
    },
    stop,
    status: () => ({
      running: session !== undefined,
      baseUrl: session?.settings.baseUrl,
      connectionId: session?.settings.connectionId,
      asked,
      lastError,
    }),
  };
}
