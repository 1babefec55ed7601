/** What a connection's status means to a person: its colour, its name and one sentence. */
import type { ConnectionStatus } from "../api/contract.ts";

export interface StatusWords {
  readonly label: string;
  readonly color: string;
  readonly sentence: string;
}

export const statusWords: Record<ConnectionStatus, StatusWords> = {
  connected: {
    label: "Connected",
    color: "blue",
    sentence: "The token is stored. The bot is being set up at Telegram.",
  },
  inbound_ready: {
    label: "Inbound ready",
    color: "cyan",
    sentence: "Everything is set up at Telegram. The next message makes it active.",
  },
  active: {
    label: "Active",
    color: "green",
    sentence: "Messages arrive and can be sent.",
  },
  degraded: {
    label: "Degraded",
    color: "orange",
    sentence: "It worked, and now something fails. That may pass by itself.",
  },
  action_required: {
    label: "Action required",
    color: "red",
    sentence: "Only a person can help.",
  },
  disconnecting: {
    label: "Disconnecting",
    color: "gray",
    sentence: "Nothing is taken in any more. What is left at Telegram is being removed.",
  },
  disconnected: {
    label: "Disconnected",
    color: "gray",
    sentence: "The token and the secret are erased. What was received stays readable.",
  },
};

/** Whether anything can still be done with it but read. */
export function isLive(status: ConnectionStatus): boolean {
  return status !== "disconnecting" && status !== "disconnected";
}
