/** How many approvals wait, however few of them have been read; undefined until that is known. */
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../api/me.ts";
import { outboxQuery } from "../api/messages.ts";

export function usePendingCount(): number | undefined {
  const enabled = useMay("messages:read");
  const { data } = useQuery({ ...outboxQuery, enabled });
  return data && (data.waiting.find(({ reason }) => reason === "approval")?.count ?? 0);
}
