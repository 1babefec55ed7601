/** Asks a draft of all rules about real messages of the past: what each came to then, and what it would come to. */
import {
  Badge,
  Button,
  Group,
  Paper,
  Select,
  Skeleton,
  Stack,
  Switch,
  Text,
  Title,
} from "@mantine/core";
import { IconArrowRight, IconFlask2 } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PolicyInput, Simulation } from "../api/contract.ts";
import { simulatePolicies } from "../api/policies.ts";
import { Ago } from "../ui/ago.tsx";
import { Failure } from "../ui/failure.tsx";
import { TextLink } from "../ui/link.tsx";
import badges from "../ui/soft-badge.module.css";
import { type Effect, effects } from "./effects.ts";
import classes from "./simulator.module.css";

interface SimulatorProps {
  /** All rules of the draft, as they would be asked. */
  readonly rules: readonly PolicyInput[];
}

const spans = [
  { value: "1", label: "The last day" },
  { value: "7", label: "The last week" },
  { value: "30", label: "The last month" },
];

const dayMs = 86_400_000;

export function Simulator({ rules }: SimulatorProps) {
  const [days, setDays] = useState("7");
  const [asked, setAsked] = useState<{ rules: readonly PolicyInput[]; since: string } | null>(null);
  const [onlyChanged, setOnlyChanged] = useState(true);
  const query = useInfiniteQuery({
    queryKey: ["simulation", asked],
    queryFn: ({ pageParam }) =>
      simulatePolicies({
        rules: [...(asked?.rules ?? [])],
        since: new Date(asked?.since ?? 0),
        limit: 100,
        ...(pageParam !== undefined && { cursor: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    enabled: asked !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const pages = query.data?.pages ?? [];
  const all = pages.flatMap(({ data }) => data);
  const changed = all.filter((item) => item.changed);
  const shown = onlyChanged ? changed : all;
  const current = asked !== null && JSON.stringify(asked.rules) === JSON.stringify(rules);

  return (
    <Paper component="section" withBorder className={classes.panel} aria-labelledby="simulator">
      <Group justify="space-between" gap="sm" align="flex-end">
        <div className={classes.words}>
          <Title order={2} size="h4" id="simulator">
            Try them on the past
          </Title>
          <Text size="sm" c="dimmed">
            What became of real messages, and what these rules would make of them. Nothing is
            changed or sent.
          </Text>
        </div>
        <Group gap="sm">
          <Select
            aria-label="Of which messages"
            data={spans}
            value={days}
            onChange={(value) => setDays(value ?? "7")}
            allowDeselect={false}
            w={175}
          />
          <Button
            leftSection={<IconFlask2 size={18} />}
            loading={query.isLoading}
            onClick={() =>
              setAsked({
                rules,
                since: new Date(Date.now() - Number(days) * dayMs).toISOString(),
              })
            }
          >
            Try
          </Button>
        </Group>
      </Group>
      {query.isError && <Failure error={query.error} title="The rules could not be tried" />}
      {query.isLoading && <Skeleton height={120} mt="md" radius="md" />}
      {query.data !== undefined && (
        <Stack gap="sm" mt="md">
          <Group justify="space-between" gap="sm">
            <Text size="sm" fw={600} role="status">
              {all.length === 0
                ? "Nothing was asked for in this time."
                : `${changed.length} of ${all.length} messages would have come to something else.`}
              {!current && " (The rules have been changed since.)"}
            </Text>
            {all.length > 0 && (
              <Switch
                label="Only those"
                checked={onlyChanged}
                onChange={({ currentTarget }) => setOnlyChanged(currentTarget.checked)}
              />
            )}
          </Group>
          {shown.length > 0 && (
            <ol className={classes.items} aria-label="Messages, newest first">
              {shown.map((item) => (
                <Tried key={item.messageId} item={item} />
              ))}
            </ol>
          )}
          {query.hasNextPage && (
            <Button
              variant="default"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              Ask about older ones
            </Button>
          )}
        </Stack>
      )}
    </Paper>
  );
}

function Tried({ item }: { readonly item: Simulation["data"][number] }) {
  const { messageId, requester, requestedAt, before, after } = item;
  return (
    <li className={classes.item}>
      <div className={classes.change}>
        <EffectBadge effect={before.effect} />
        <IconArrowRight size={16} aria-label="would become" />
        <EffectBadge effect={after.effect} />
        <Text component="span" size="sm">
          <TextLink to="/outbox/$id" params={{ id: messageId }} size="sm">
            A message
          </TextLink>{" "}
          of {requester.name}, <Ago at={requestedAt} />
        </Text>
      </div>
      <Text size="xs" c="dimmed">
        {after.explanation}
      </Text>
    </li>
  );
}

function EffectBadge({ effect }: { readonly effect: Effect }) {
  return (
    <Badge variant="light" color={effects[effect].color} className={badges.badge}>
      {effects[effect].label}
    </Badge>
  );
}
