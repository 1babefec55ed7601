/** Where events are delivered to, and how that goes. */
import { Badge, Button, Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Endpoint } from "../api/contract.ts";
import { deadLettersQuery, endpointsQuery } from "../api/endpoints.ts";
import { useBotNames } from "../connections/use-bot-names.ts";
import { Ago } from "../ui/ago.tsx";
import { Failure } from "../ui/failure.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";
import badges from "../ui/soft-badge.module.css";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { EndpointDialog } from "./endpoint-dialog.tsx";
import classes from "./endpoints-page.module.css";
import { eventWords } from "./event-words.ts";

export function EndpointsPage() {
  const [adding, { open, close }] = useDisclosure(false);
  const query = useQuery(endpointsQuery);
  const endpoints = query.data?.data;
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={open}>
      Add endpoint
    </Button>
  );
  return (
    <Page
      title="Deliveries"
      lead="Events, pushed to programs of yours: signed, in order, tried again for days."
      actions={endpoints !== undefined && endpoints.length > 0 && add}
    >
      {endpoints === undefined ? (
        query.isError ? (
          <Failure
            error={query.error}
            title="The endpoints could not be loaded"
            onRetry={() => void query.refetch()}
          />
        ) : (
          <Loading label="Loading endpoints" gap="sm">
            <Skeleton height={104} radius="lg" />
            <Skeleton height={104} radius="lg" />
          </Loading>
        )
      ) : (
        <>
          <StaleNote {...freshnessOf(query)} />
          {endpoints.length === 0 && (
            <Nothing icon={<IconWebhook size={28} />} title="Nothing is pushed yet" actions={add}>
              Programs can ask for what happened, or be told: give the address of one, and every
              event you choose is delivered there.
            </Nothing>
          )}
          <Stack gap="sm" component="ul" p={0} m={0} aria-label="Endpoints">
            {endpoints.map((endpoint) => (
              <EndpointRow key={endpoint.id} endpoint={endpoint} />
            ))}
          </Stack>
        </>
      )}
      <EndpointDialog opened={adding} onClose={close} />
    </Page>
  );
}

function EndpointRow({ endpoint }: { readonly endpoint: Endpoint }) {
  const { id, url, description, events, connectionId, enabled, disabledReason } = endpoint;
  const bots = useBotNames();
  const dead = useQuery(deadLettersQuery(id)).data?.data;
  const lost = dead?.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <Paper component="li" withBorder className={classes.row}>
      <Link to="/deliveries/$id" params={{ id }} className={classes.link}>
        <Group justify="space-between" wrap="nowrap" gap="sm" align="flex-start">
          <span className={classes.words}>
            <Text component="span" fw={600} className={classes.url}>
              {description ?? url}
            </Text>
            {description !== null && (
              <Text component="span" size="sm" c="dimmed" className={classes.url}>
                {url}
              </Text>
            )}
          </span>
          <EndpointBadge enabled={enabled} lost={lost} />
        </Group>
        <Text size="sm" c="dimmed">
          {events.map((event) => eventWords[event].label).join(", ")} of{" "}
          {connectionId === null ? "every bot" : bots.of(connectionId)}
          {!enabled && disabledReason !== null && ` · ${disabledReason}`}
        </Text>
        <Text size="xs" c="dimmed">
          Since <Ago at={endpoint.createdAt} />
        </Text>
      </Link>
    </Paper>
  );
}

export function EndpointBadge({
  enabled,
  lost,
}: {
  readonly enabled: boolean;
  readonly lost: number;
}) {
  const [color, label] = !enabled
    ? ["gray", "Switched off"]
    : lost > 0
      ? ["red", `${lost} given up`]
      : ["green", "Delivering"];
  return (
    <Badge size="lg" variant="light" color={color} className={badges.badge}>
      {label}
    </Badge>
  );
}
