/** Tells whoever watches (the page) that something changed. */

export interface SandboxEvent {
  type:
    | "bots"
    | "chats"
    | "message"
    | "callback-answer"
    | "chat-action"
    | "call"
    | "delivery"
    | "sidekick";
  [detail: string]: unknown;
}

export interface Events {
  publish(event: SandboxEvent): void;
  /** Returns what ends the subscription. */
  subscribe(listener: (event: SandboxEvent) => void): () => void;
}

export function createEvents(): Events {
  const listeners = new Set<(event: SandboxEvent) => void>();
  return {
    publish(event) {
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
