/** Reads again what changed on the server, at once while it is heard, and every few seconds while not. */
import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import type { Topic } from "../api/contract.ts";
import { openLive } from "./open-live.ts";
import { LiveContext, type Liveness } from "./use-live.ts";

/** The first words of the keys of the queries that show it. */
const shownBy: Record<Topic, readonly string[]> = {
  approvals: ["approvals", "outbox", "first-run"],
  messages: ["messages", "outbox", "timeline", "first-run"],
  updates: ["updates", "chats", "timeline", "first-run"],
  connections: ["connections", "pauses", "first-run"],
  policies: ["policies"],
  endpoints: ["endpoints", "deliveries"],
  access: ["people", "keys", "approving"],
  activity: ["audit"],
};
const everything = Object.values(shownBy).flat();
const withoutNewsMs = 5_000;

export function LiveUpdates({ children }: { readonly children: ReactNode }) {
  const queryClient = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>({ state: "connecting", since: Date.now() });

  useEffect(() => {
    const live = openLive({
      connect: (cursor) => new EventSource(addressOf(cursor)),
      onTopics: (topics) => readAgain(queryClient, topics.flatMap(keysOf)),
      onLive(isLive) {
        setLiveness((before) => {
          const state = isLive ? "live" : "lost";
          return before.state === state ? before : { state, since: Date.now() };
        });
        if (isLive) readAgain(queryClient, everything);
      },
    });
    const retry = () => document.visibilityState === "visible" && live.retry();
    window.addEventListener("online", retry);
    window.addEventListener("offline", live.lose);
    document.addEventListener("visibilitychange", retry);
    return () => {
      window.removeEventListener("online", retry);
      window.removeEventListener("offline", live.lose);
      document.removeEventListener("visibilitychange", retry);
      live.close();
    };
  }, [queryClient]);

  const { state } = liveness;
  useEffect(() => {
    if (state === "live") return;
    const timer = setInterval(() => readAgain(queryClient, everything), withoutNewsMs);
    return () => clearInterval(timer);
  }, [queryClient, state]);

  return <LiveContext value={liveness}>{children}</LiveContext>;
}

function addressOf(cursor: string | undefined): string {
  return `/api/v1/changes/stream${cursor === undefined ? "" : `?cursor=${cursor}`}`;
}

function keysOf(topic: string): readonly string[] {
  return shownBy[topic as Topic] ?? [];
}

/**
 * Only what is on the screen asks the server; the rest does when it is looked at. An answer that is on
 * its way may be older than the news: it is waited for, then asked for once more.
 */
function readAgain(queryClient: QueryClient, words: readonly string[]): void {
  const wanted = new Set(words);
  const shows = ({ queryKey }: Pick<Query, "queryKey">) => wanted.has(String(queryKey[0]));
  const underWay = new Set(
    queryClient
      .getQueryCache()
      .findAll({ predicate: shows, fetchStatus: "fetching" })
      .map(({ queryHash }) => queryHash),
  );
  const read = (predicate: (query: Query) => boolean) =>
    queryClient.invalidateQueries({ predicate }, { cancelRefetch: false });
  const done = read(shows);
  if (underWay.size > 0) void done.then(() => read(({ queryHash }) => underWay.has(queryHash)));
}
