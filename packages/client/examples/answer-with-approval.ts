/**
 * Reads what people write and asks to send an answer to each. Whether one goes out, a person decides.
 *
 *   LUMENFLOW_URL=… LUMENFLOW_API_KEY=… node examples/answer-with-approval.ts
 */
import { createTransport, fileKeys } from "@lumenflow/client";

export interface Settings {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly connectionId: string;
  /** Where keys of sends are kept, so that a crash sends nothing twice. */
  readonly keysFile: string;
  /** Where this program stopped reading, kept by you. */
  readonly cursor?: string | undefined;
}

/** Answers everything that waits; the cursor to go on with. */
export async function answerWaiting(settings: Settings): Promise<string | undefined> {
  const { connectionId, keysFile } = settings;
  const transport = createTransport({
    ...settings,
    format: "markdown",
    keys: fileKeys(keysFile),
  });
  const place = { workspaceId: "mine", provider: "telegram" };
  let { cursor } = settings;
  for (;;) {
    const inbound = await transport.receive({ ...place, channel: connectionId, cursor });
    if (!inbound.success) throw new Error(inbound.error);
    for (const { channel, text, id, externalMessageId } of inbound.records ?? []) {
      if (text === undefined) continue;
      const sent = await transport.send({
        ...place,
        channel,
        content: `You said: **${text}**`,
        metadata: {
          // The update names the send: reading it again asks for nothing new.
          idempotencyKey: `answer-${id}`,
          telegram: {
            replyToMessageId: externalMessageId,
            reason: "An echo, to show how it works",
          },
        },
      });
      if (!sent.success && sent.failureClass === "retryable") return cursor;
    }
    cursor = inbound.nextCursor;
    if (inbound.metadata?.hasMore !== true) return cursor;
  }
}
