/** How many approvals wait, beside their place in the navigation. */
import { Badge } from "@mantine/core";
import { usePendingCount } from "../approvals/use-pending-count.ts";

export function PendingCount() {
  const count = usePendingCount();
  if (!count) return null;
  return (
    <Badge circle={count < 10} size="lg" aria-label={`${count} pending`}>
      {count > 999 ? "999+" : count}
    </Badge>
  );
}
