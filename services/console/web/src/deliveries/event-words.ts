/** What endpoints can be told of, in words. */
import type { EndpointEvent } from "../api/contract.ts";

export const eventWords: Record<EndpointEvent, { label: string; sentence: string }> = {
  "telegram.update.received": {
    label: "Updates",
    sentence: "Something came in from Telegram.",
  },
  "message.status.changed": {
    label: "Messages",
    sentence: "A message was asked for, or moved on.",
  },
  "approval.requested": { label: "Questions", sentence: "A person is asked about a message." },
  "approval.reminder": {
    label: "Reminders",
    sentence: "Nobody has decided, and the time ends soon.",
  },
  "approval.resolved": { label: "Decisions", sentence: "An approval was decided, or ended." },
  "connection.status.changed": { label: "Bots", sentence: "A connection's status changed." },
};

export const eventTypes = Object.keys(eventWords) as EndpointEvent[];
