/** How many approvals wait, beside their place in the navigation. */
import { Badge } from "@mantine/core";
import { countWords, usePendingApprovals } from "../approvals/use-pending-approvals.ts";

export function PendingCount() {
  const { count } = usePendingApprovals();
  if (count.shown === 0) return null;
  return (
    <Badge
      circle={!count.more && count.shown < 10}
      size="lg"
      aria-label={`${countWords(count)} pending`}
    >
      {countWords(count)}
    </Badge>
  );
}
