/** One endpoint: what was given up and why, every delivery, and what can be done. */
import {
  Alert,
  Button,
  Group,
  Menu,
  Paper,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import {
  IconChevronDown,
  IconMapOff,
  IconPlayerPause,
  IconSend,
  IconTruckDelivery,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ApiProblem } from "../api/api-problem.ts";
import type { Endpoint } from "../api/contract.ts";
import { deadLettersQuery, deliveriesQuery, endpointQuery } from "../api/endpoints.ts";
import { useBotNames } from "../connections/use-bot-names.ts";
import { BackTo } from "../ui/back-to.tsx";
import { Exact } from "../ui/exact.tsx";
import { Facts } from "../ui/facts.tsx";
import { Failure } from "../ui/failure.tsx";
import { ButtonLink } from "../ui/link.tsx";
import { Loading } from "../ui/loading.tsx";
import { Nothing } from "../ui/nothing.tsx";
import { Page } from "../ui/page.tsx";
import { freshnessOf, StaleNote } from "../ui/stale-note.tsx";
import { useLongList } from "../ui/use-long-list.ts";
import { VirtualList } from "../ui/virtual-list.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { DeliveryRow } from "./delivery-row.tsx";
import classes from "./endpoint-page.module.css";
import { EndpointBadge } from "./endpoints-page.tsx";
import { eventWords } from "./event-words.ts";
import { useEndpointActions } from "./use-endpoint-actions.tsx";

const route = getRouteApi("/shell/deliveries/$id");

export function EndpointPage() {
  const { id } = route.useParams();
  const query = useQuery(endpointQuery(id));
  if (query.data !== undefined) {
    return <Loaded endpoint={query.data} note={<StaleNote {...freshnessOf(query)} />} />;
  }
  const gone = query.error instanceof ApiProblem && query.error.status === 404;
  return (
    <Page title="Endpoint" back={<BackTo to="/deliveries" label="Deliveries" />}>
      {gone ? (
        <Nothing
          icon={<IconMapOff />}
          title="There is no such endpoint"
          actions={<ButtonLink to="/deliveries">All endpoints</ButtonLink>}
        >
          It was deleted, or belongs to another workspace.
        </Nothing>
      ) : query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading label="Loading the endpoint">
          <Skeleton height={120} radius="lg" />
          <Skeleton height={240} radius="lg" />
        </Loading>
      )}
    </Page>
  );
}

function Loaded({ endpoint, note }: { endpoint: Endpoint; note: React.ReactNode }) {
  const { id, url, description, events, connectionId, enabled, disabledReason } = endpoint;
  const bots = useBotNames();
  const dead = useQuery(deadLettersQuery(id));
  const groups = dead.data?.data ?? [];
  const lost = groups.reduce((sum, { count }) => sum + count, 0);
  const actions = useEndpointActions(endpoint);
  return (
    <Page
      title={description ?? "Endpoint"}
      lead={url}
      back={<BackTo to="/deliveries" label="Deliveries" />}
      actions={<EndpointBadge enabled={enabled} lost={lost} />}
    >
      {note}
      <Stack gap="md">
        {!enabled && (
          <Alert color="yellow" icon={<IconPlayerPause />} title="Switched off">
            <Text size="sm">
              {disabledReason ?? "Somebody switched it off."} What waits stays; what happens
              meanwhile is not kept for it.
            </Text>
          </Alert>
        )}
        <div className={classes.acts}>
          <Button
            leftSection={<IconSend size={18} />}
            loading={actions.testing}
            disabled={!enabled}
            onClick={actions.test}
          >
            Send a test
          </Button>
          <Button variant="default" loading={actions.switching} onClick={actions.toggle}>
            {enabled ? "Switch off" : "Switch on"}
          </Button>
          <Menu position="bottom-start">
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={16} />}>
                More
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={actions.change}>Change it</Menu.Item>
              <Menu.Item onClick={actions.rotate}>New secret</Menu.Item>
              <Menu.Item color="red" onClick={actions.remove}>
                Delete it
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
        {actions.failure}
        <DeadLetters endpointId={id} groups={groups} />
        <Paper withBorder bg="var(--lf-surface)" p={{ base: "md", xs: "lg" }}>
          <Facts
            facts={[
              ["Told of", events.map((event) => eventWords[event].label).join(", ")],
              ["Of", connectionId === null ? "every bot" : bots.of(connectionId)],
              ["Since", <Exact key="since" at={endpoint.createdAt} />],
              ...(endpoint.previousSecretUntil === null
                ? []
                : [
                    [
                      "The secret before signs too, until",
                      <Exact key="until" at={endpoint.previousSecretUntil} />,
                    ] as const,
                  ]),
            ]}
          />
        </Paper>
        <Log id={id} />
      </Stack>
      {actions.dialogs}
    </Page>
  );
}

const kinds = [
  { value: "all", label: "All" },
  { value: "pending", label: "Waiting" },
  { value: "delivered", label: "Delivered" },
  { value: "dead", label: "Given up" },
];

function Log({ id }: { readonly id: string }) {
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  const { query, items: deliveries, more } = useLongList(deliveriesQuery(id, status));
  return (
    <section aria-label="Log">
      <Group justify="space-between" mb="sm" gap="sm">
        <Title order={2} size="h4">
          Log
        </Title>
        <SegmentedControl
          aria-label="Which deliveries"
          data={kinds}
          value={status ?? "all"}
          onChange={(value) =>
            void navigate({
              search:
                value === "pending" || value === "delivered" || value === "dead"
                  ? { status: value }
                  : {},
              replace: true,
              resetScroll: false,
            })
          }
        />
      </Group>
      {deliveries === undefined ? (
        query.isError ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton height={160} radius="lg" />
        )
      ) : deliveries.length === 0 ? (
        <Nothing icon={<IconTruckDelivery size={28} />} title="No deliveries">
          {status === undefined
            ? "Nothing has happened since it was made. Send a test to see whether it works."
            : "None of this kind."}
        </Nothing>
      ) : (
        <VirtualList
          key={status ?? "all"}
          items={deliveries}
          keyOf={(delivery) => delivery.id}
          label="Deliveries, newest first"
          estimate={72}
          more={more}
        >
          {(delivery) => <DeliveryRow delivery={delivery} />}
        </VirtualList>
      )}
    </section>
  );
}
