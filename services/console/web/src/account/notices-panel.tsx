/** By what a person is told of approvals, and in which hours they are left alone. */
import { Button, Checkbox, Group, Select, Skeleton, Stack, Switch, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { chooseNotices, noticesQuery } from "../api/account.ts";
import type { AnswerOf } from "../api/contract.ts";
import { Ends } from "../ui/ends.tsx";
import { Exact } from "../ui/exact.tsx";
import { Failure } from "../ui/failure.tsx";
import { browserZone, zoneNames } from "../ui/time-zone.ts";
import { Panel } from "./panel.tsx";
import { TimeInput } from "./time-input.tsx";

type Choice = AnswerOf<"getNotices">;
type Channel = Choice["channels"][number];

const channels: readonly { value: Channel; label: string; description: string }[] = [
  { value: "console", label: "Console", description: "These pages, while they are open." },
  { value: "telegram", label: "Telegram", description: "A card to decide on, in your own chat." },
  {
    value: "webhook",
    label: "Other programs",
    description: "What your workspace passes events on with, such as mail or chat.",
  },
];

const weekdays = [
  ["mon", "Mon"],
  ["tue", "Tue"],
  ["wed", "Wed"],
  ["thu", "Thu"],
  ["fri", "Fri"],
  ["sat", "Sat"],
  ["sun", "Sun"],
] as const;

export function NoticesPanel() {
  const query = useQuery(noticesQuery);
  return (
    <Panel title="Notifications" lead="When somebody has to decide about a message.">
      {query.data !== undefined ? (
        <NoticesForm choice={query.data} />
      ) : query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton height={160} radius="md" />
      )}
    </Panel>
  );
}

interface Hours {
  readonly zone: string;
  readonly from: string;
  readonly to: string;
  readonly weekdays: readonly string[];
}

const everyDay = weekdays.map(([value]) => value);

/** What is stored may leave out what is the whole of it; a form shows all. */
function hoursOf(stored: unknown): Hours {
  const night = { zone: browserZone(), from: "22:00", to: "07:00", weekdays: everyDay };
  if (stored === null) return night;
  return { ...night, from: "00:00", to: "24:00", ...(stored as Partial<Hours>) };
}

function NoticesForm({ choice }: { choice: Choice }) {
  const [wanted, setWanted] = useState<readonly string[]>(choice.channels);
  const [quiet, setQuiet] = useState(choice.quietHours !== null);
  const [hours, setHours] = useState(() => hoursOf(choice.quietHours));
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: chooseNotices,
    onSuccess: (saved) => {
      queryClient.setQueryData(noticesQuery.queryKey, saved);
      notifications.show({ message: "Kept." });
    },
  });
  const change = (part: Partial<Hours>) => setHours((before) => ({ ...before, ...part }));

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    save.mutate({ channels: wanted as Channel[], quietHours: quiet ? { ...hours } : null });
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Checkbox.Group label="Tell me by" value={[...wanted]} onChange={setWanted}>
          <Stack gap="xs" mt={6}>
            {channels.map((channel) => (
              <Checkbox key={channel.value} {...channel} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Switch
          label="Quiet hours"
          description="Cards and other programs wait until they are over; these pages show everything at any time."
          checked={quiet}
          onChange={({ currentTarget }) => setQuiet(currentTarget.checked)}
        />
        {quiet && (
          <Stack gap="sm">
            <Group gap="sm" align="flex-start">
              <TimeInput label="From" value={hours.from} onChange={(from) => change({ from })} />
              <TimeInput label="To" value={hours.to} onChange={(to) => change({ to })} />
              <Select
                label="Time zone"
                flex="1 1 12rem"
                data={zoneNames()}
                value={hours.zone}
                onChange={(zone) => zone && change({ zone })}
                searchable
                limit={50}
                nothingFoundMessage="No zone of this name"
                checkIconPosition="right"
              />
            </Group>
            <Checkbox.Group
              label="In the nights and days that begin on"
              value={[...hours.weekdays]}
              onChange={(days) => change({ weekdays: days })}
            >
              <Group gap="0.25rem 1rem" mt={6}>
                {weekdays.map(([value, label]) => (
                  <Checkbox key={value} value={value} label={label} />
                ))}
              </Group>
            </Checkbox.Group>
            {choice.quietUntil !== null && (
              <Text size="sm" c="dimmed">
                They hold now, until <Exact at={choice.quietUntil} />.
              </Text>
            )}
          </Stack>
        )}
        {save.isError && <Failure error={save.error} title="It could not be kept" />}
        <Ends>
          <Button type="submit" variant="default" loading={save.isPending}>
            Save
          </Button>
        </Ends>
      </Stack>
    </form>
  );
}
