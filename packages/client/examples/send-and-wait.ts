/** Asks to send one message and waits until it is known what became of it, half a minute at the most. */
import { createTransport, type TransportSendResult } from "@lumenflow/client";

export async function sendAndWait(settings: {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** `conn_…/<chat id>` */
  readonly channel: string;
  readonly content: string;
  readonly signal?: AbortSignal | undefined;
}): Promise<TransportSendResult> {
  const { channel, content, signal, ...connection } = settings;
  const transport = createTransport({ ...connection, waitSeconds: 30 });
  const result = await transport.send(
    { workspaceId: "mine", provider: "telegram", channel, content },
    { signal },
  );
  if (result.failureClass === "retryable") {
    // The same call again: whatever came of the first, the message is sent once.
    await new Promise((resolve) => setTimeout(resolve, (result.retryAfterSeconds ?? 1) * 1_000));
    return transport.send(
      { workspaceId: "mine", provider: "telegram", channel, content },
      { signal },
    );
  }
  return result;
}
