/** Why a message has not gone out, until when, and who can do something about it. */
import { Text } from "@mantine/core";
import type { Message } from "../api/contract.ts";
import { timeUntil } from "../ui/time-words.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import { useNow } from "../ui/use-now.ts";
import { waitWords } from "./status-words.ts";

type Waiting = Pick<Message, "waitingFor" | "holdUntil" | "pause" | "sendAt">;

export function WaitLine({ message }: { readonly message: Waiting }) {
  const now = useNow(1_000);
  const { zone } = useTimeZone();
  const words = waitLine(message, (at) => timeUntil(new Date(at), now, zone));
  return words === null ? null : (
    <Text component="span" size="sm" c="dimmed">
      {words}
    </Text>
  );
}

/** `until` says a time to come in words, such as “in 3 min”. */
export function waitLine(message: Waiting, until: (at: string) => string): string | null {
  const { waitingFor, holdUntil, pause, sendAt } = message;
  if (waitingFor === undefined) return null;
  const { sentence } = waitWords[waitingFor];
  if (waitingFor === "schedule" && sendAt !== null) return `Goes out ${until(sendAt)}.`;
  if (waitingFor === "hold" && holdUntil !== undefined) {
    return `Telegram asked to wait; it goes on by itself ${until(holdUntil)}.`;
  }
  if (waitingFor === "pause" && pause !== undefined) {
    const what = pause.scope === "connection" ? "The bot" : `The ${pause.scope}`;
    const end = pause.until === null ? "" : ` Ends ${until(pause.until)}.`;
    return `${what} is paused${pause.reason === null ? "" : `: ${pause.reason}`}.${end}`;
  }
  return sentence;
}
