/** Scripted faults: what a test wants to go wrong with which calls. */
import { randomUUID } from "node:crypto";

export interface FaultAnswer {
  status?: number | undefined;
  errorCode?: number | undefined;
  description?: string | undefined;
  retryAfter?: number | undefined;
  /** True for a proxy's error page; a text is sent as it is. */
  html?: boolean | string | undefined;
  delayMs?: number | undefined;
  /** True: the method is executed although the answer says otherwise. */
  apply?: boolean | undefined;
  /** In an album: items before this one (from 1) are delivered, then the call fails. */
  failItem?: number | undefined;
}

/** Where the connection breaks, or never answers. */
export const breaks = ["drop-before", "drop-after-apply", "hang", "hang-after-apply"] as const;
export type Break = (typeof breaks)[number];

export interface Fault {
  botId?: string | undefined;
  method?: string | undefined;
  chatId?: string | undefined;
  /** How many calls it still meets; without it, every one until it is deleted. */
  count?: number | undefined;
  answer: FaultAnswer | Break;
}

export interface Faults {
  add(fault: Fault): string;
  delete(id: string): boolean;
  clear(): void;
  all(): (Fault & { id: string })[];
  /** The oldest fault that fits this call, counted down; undefined for none. */
  take(call: {
    botId: string;
    method: string;
    chatId: string;
  }): (Fault & { id: string }) | undefined;
}

export function createFaults(): Faults {
  const faults = new Map<string, Fault>();
  return {
    add(fault) {
      const id = randomUUID();
      faults.set(id, { ...fault });
      return id;
    },
    delete: (id) => faults.delete(id),
    clear: () => faults.clear(),
    all: () => [...faults].map(([id, fault]) => ({ id, ...fault })),
    take(call) {
      for (const [id, fault] of faults) {
        if (fault.botId !== undefined && fault.botId !== call.botId) continue;
        if (fault.method !== undefined && fault.method.toLowerCase() !== call.method.toLowerCase())
          continue;
        if (fault.chatId !== undefined && fault.chatId !== call.chatId) continue;
        if (fault.count !== undefined) {
          fault.count--;
          if (fault.count <= 0) faults.delete(id);
        }
        return { id, ...fault };
      }
      return undefined;
    },
  };
}
