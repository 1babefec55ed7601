/** Keeps what is shown up to date with what happens in the sandbox. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";

export interface LiveEvent {
  type: string;
  chatId?: string;
  botId?: string;
  action?: string;
  text?: string;
  showAlert?: boolean;
}

/** Which queries an event makes stale. */
const STALE: Record<string, string[]> = {
  bots: ["bots", "chats"],
  chats: ["chats", "people"],
  message: ["messages", "chats"],
  delivery: ["bots"],
  call: ["bots"],
  sidekick: ["sidekick"],
};
const GATHER_MS = 80;

/** Calls back for every event; returns what ends it. */
export type Subscribe = (listener: (event: LiveEvent) => void) => () => void;

/** Events that come in a burst refresh the page once; subscribers get each of them. */
export function useLive(): Subscribe {
  const queries = useQueryClient();
  const listeners = useRef(new Set<(event: LiveEvent) => void>());

  useEffect(() => {
    const source = new EventSource("/sandbox/control/events");
    const stale = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      for (const key of stale) void queries.invalidateQueries({ queryKey: [key] });
      stale.clear();
    };
    source.onmessage = ({ data }) => {
      const event = JSON.parse(data) as LiveEvent;
      for (const key of STALE[event.type] ?? []) stale.add(key);
      timer ??= setTimeout(refresh, GATHER_MS);
      for (const listener of listeners.current) listener(event);
    };
    // Whatever happened while the connection was away has to be read again.
    source.onopen = () => void queries.invalidateQueries();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [queries]);

  return useCallback((listener) => {
    listeners.current.add(listener);
    return () => listeners.current.delete(listener);
  }, []);
}
