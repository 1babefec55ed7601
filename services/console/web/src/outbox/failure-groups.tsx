/** Failed messages by their cause: what it is, what to do about it, and sending all of them again. */
import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import type { Outbox } from "../api/contract.ts";
import { useMay } from "../api/me.ts";
import { Ago } from "../ui/ago.tsx";
import { ButtonLink } from "../ui/link.tsx";
import classes from "./failure-groups.module.css";
import type { RetryAsked } from "./retry-all.tsx";

type FailureGroup = Outbox["failures"][number];

interface FailureGroupsProps {
  readonly groups: readonly FailureGroup[];
  readonly selected: string | undefined;
  readonly onRetry: (asked: RetryAsked) => void;
}

export function FailureGroups({ groups, selected, onRetry }: FailureGroupsProps) {
  const shown = selected === undefined ? groups : groups.filter(({ code }) => code === selected);
  return (
    <Stack gap="xs" component="ul" p={0} m={0} aria-label="Causes">
      {shown.map((group) => (
        <Cause key={group.code} group={group} open={group.code === selected} onRetry={onRetry} />
      ))}
    </Stack>
  );
}

interface CauseProps extends Pick<FailureGroupsProps, "onRetry"> {
  readonly group: FailureGroup;
  readonly open: boolean;
}

function Cause({ group, open, onRetry }: CauseProps) {
  const { code, count, lastAt, detail, remedy } = group;
  const maySend = useMay("messages:send");
  return (
    <Paper component="li" withBorder className={classes.cause}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
        <div className={classes.words}>
          <Title order={2} size="h5">
            {detail ?? code}
          </Title>
          {remedy !== null && (
            <Text size="sm" mt={4}>
              {remedy}
            </Text>
          )}
          <Text size="xs" c="dimmed" mt={4}>
            {code}, last <Ago at={lastAt} />
          </Text>
        </div>
        <span className={classes.count}>{count}</span>
      </Group>
      <Group gap="sm" mt="sm">
        {open ? (
          <ButtonLink to="/outbox" search={{ tab: "failed" }} size="xs" variant="default">
            All causes
          </ButtonLink>
        ) : (
          <ButtonLink to="/outbox" search={{ tab: "failed", code }} size="xs" variant="default">
            Show {count === 1 ? "it" : "them"}
          </ButtonLink>
        )}
        {maySend && (
          <Button
            size="xs"
            leftSection={<IconRefresh size={16} />}
            onClick={() => onRetry({ code, count })}
          >
            Send {count === 1 ? "it" : `all ${count}`} again
          </Button>
        )}
      </Group>
    </Paper>
  );
}
