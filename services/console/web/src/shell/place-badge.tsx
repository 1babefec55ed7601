/** How much waits at a place for a person, beside its name. */
import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { outboxQuery } from "../api/messages.ts";
import { PendingCount } from "./pending-count.tsx";
import { approvalsPlace, outboxPlace, type Place } from "./places.ts";

export function PlaceBadge({ to }: Pick<Place, "to">) {
  if (to === approvalsPlace.to) return <PendingCount />;
  return to === outboxPlace.to ? <UncertainCount /> : null;
}

/** What only a person can decide; the failed stand there without asking. */
function UncertainCount() {
  const { data } = useQuery(outboxQuery);
  if (data === undefined || data.uncertain === 0) return null;
  return (
    <Badge
      circle={data.uncertain < 10}
      size="lg"
      color="orange"
      aria-label={`${data.uncertain} uncertain`}
    >
      {data.uncertain}
    </Badge>
  );
}
