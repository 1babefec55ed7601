/** Where files of updates are, and what keeps one from being shown. */
import { queryOptions } from "@tanstack/react-query";
import { problemIn, unreachable } from "./api-problem.ts";

/** Passed on from Telegram; the browser is never told where Telegram keeps it. */
export function updateFileUrl(updateId: string): (fileId: string) => string {
  return (fileId) =>
    `/api/v1/updates/${encodeURIComponent(updateId)}/files/${encodeURIComponent(fileId)}`;
}

/** In words; null where the file is there, and it is the browser that cannot show it. */
export function fileFaultQuery(url: string) {
  return queryOptions({
    queryKey: ["file-fault", url],
    queryFn: async ({ signal }) => {
      const answer = await fetch(url, { signal, headers: { range: "bytes=0-0" } }).catch(
        (error: unknown) => {
          if (signal.aborted) throw error;
          throw unreachable();
        },
      );
      if (!answer.ok) return (await problemIn(answer)).message;
      await answer.body?.cancel();
      return null;
    },
    staleTime: 60_000,
  });
}
