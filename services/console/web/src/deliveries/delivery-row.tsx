/** One delivery in the log: what it told of, what became of it, and every attempt that failed. */
import { Badge, Button, Collapse, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Delivery } from "../api/contract.ts";
import { replayDelivery } from "../api/endpoints.ts";
import { Ago } from "../ui/ago.tsx";
import { Exact } from "../ui/exact.tsx";
import { Facts } from "../ui/facts.tsx";
import { Failure } from "../ui/failure.tsx";
import badges from "../ui/soft-badge.module.css";
import { UnfoldingRow } from "../ui/unfolding-row.tsx";
import { causeWords } from "./cause-words.ts";
import classes from "./delivery-row.module.css";

const statuses: Record<Delivery["status"], { label: string; color: string }> = {
  pending: { label: "Waiting", color: "indigo" },
  delivered: { label: "Delivered", color: "green" },
  dead: { label: "Given up", color: "red" },
};

export function DeliveryRow({ delivery }: { readonly delivery: Delivery }) {
  const { event, status, attempts, responseCode, durationMs, cause, createdAt } = delivery;
  const { label, color } = statuses[status];
  return (
    <UnfoldingRow
      height={60}
      words={
        <>
          <Text component="span" size="sm" fw={600}>
            {event.type}
          </Text>
          <Text component="span" size="xs" c="dimmed" truncate>
            <Ago at={createdAt} />
            {cause !== null && status !== "delivered" && ` · ${causeWords(cause).title}`}
            {status === "delivered" && responseCode !== null && ` · ${responseCode}`}
            {durationMs !== null && ` · ${durationMs} ms`}
            {attempts > 1 && ` · ${attempts} attempts`}
          </Text>
        </>
      }
      mark={
        <Badge size="lg" variant="light" color={color} className={badges.badge}>
          {label}
        </Badge>
      }
    >
      {(open) => <Collapse expanded={open}>{open && <Details delivery={delivery} />}</Collapse>}
    </UnfoldingRow>
  );
}

function Details({ delivery }: { readonly delivery: Delivery }) {
  const { id, event, lane, status, nextAttemptAt, detail, failures, bodyDigest } = delivery;
  const queryClient = useQueryClient();
  const replay = useMutation({
    mutationFn: () => replayDelivery(id),
    onSuccess: () => notifications.show({ color: "green", message: "It is tried again." }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ["deliveries"] }),
  });
  return (
    <div className={classes.details}>
      <Facts
        facts={[
          ["Event", event.id],
          ["In order with", lane],
          ...(nextAttemptAt === null
            ? []
            : [["Next attempt", <Ago key="next" at={nextAttemptAt} />] as const]),
          ...(detail === null ? [] : [["It said", detail] as const]),
          ...(bodyDigest === null ? [] : [["What was sent", bodyDigest] as const]),
        ]}
      />
      {failures.length > 0 && (
        <ol className={classes.failures} aria-label="Attempts that failed">
          {failures.map((failure) => (
            <li key={failure.at}>
              <Text size="sm">
                Attempt {failure.attempt}: {causeWords(failure.cause).title}
                {failure.detail !== null && ` (${failure.detail})`}
              </Text>
              <Text size="xs" c="dimmed">
                <Exact at={failure.at} />
                {failure.durationMs !== null && `, after ${failure.durationMs} ms`}
              </Text>
            </li>
          ))}
        </ol>
      )}
      <Group gap="sm">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={16} />}
          loading={replay.isPending}
          onClick={() => replay.mutate()}
        >
          {status === "pending" ? "Try it now" : "Deliver it again"}
        </Button>
      </Group>
      {replay.isError && <Failure error={replay.error} />}
    </div>
  );
}
