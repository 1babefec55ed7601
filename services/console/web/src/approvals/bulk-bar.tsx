/** Decides all chosen approvals together, after one more look at whom they are for. */
import { Alert, Button, Kbd, List, Paper, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck, IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { approvalsKey, resolveApprovals } from "../api/approvals.ts";
import type { Decision } from "../api/contract.ts";
import { laterDialog } from "../ui/later.tsx";
import { useShortcuts } from "../ui/use-shortcuts.ts";
import classes from "./bulk-bar.module.css";
import { countOf } from "./count-of.ts";
import type { Chosen } from "./use-chosen.ts";

const SeveralDialog = laterDialog(() =>
  import("./several-dialog.tsx").then((module) => module.SeveralDialog),
);

interface BulkBarProps {
  readonly chosen: Chosen;
  readonly shortcuts: boolean;
  readonly onDecided: () => void;
}

export function BulkBar({ chosen, shortcuts, onDecided }: BulkBarProps) {
  const { list, clear } = chosen;
  const [asked, setAsked] = useState<Decision | null>(null);
  const queryClient = useQueryClient();
  const decision = useMutation({
    mutationFn: async ({ answer, reason }: { answer: Decision; reason: string }) => {
      const decisions = list.map(({ id, digest }) => ({
        id,
        digest,
        decision: answer,
        ...(reason !== "" && { reason }),
      }));
      const { results } = await resolveApprovals({ decisions });
      return results;
    },
    onSuccess(results, { answer }) {
      const done = results.filter(({ ok }) => ok).length;
      setAsked(null);
      clear();
      onDecided();
      if (done === 0) return;
      notifications.show({
        color: answer === "approved" ? "green" : "gray",
        message:
          answer === "approved"
            ? `${countOf(done)} approved. They go out.`
            : `${countOf(done)} rejected. Nothing of them is sent.`,
      });
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: approvalsKey }),
  });
  useShortcuts(
    { a: () => setAsked("approved"), r: () => setAsked("rejected"), Escape: clear },
    { enabled: shortcuts && list.length > 0 },
  );

  const refused = (decision.data ?? []).flatMap((result) => (result.ok ? [] : [result]));
  return (
    <>
      {refused.length > 0 && (
        <Alert
          role="alert"
          color="red"
          mb="md"
          icon={<IconAlertTriangle />}
          title={`${countOf(refused.length)} could not be decided`}
          withCloseButton
          closeButtonLabel="Close"
          onClose={() => decision.reset()}
        >
          <List size="sm">
            {refused.map(({ id, problem }) => (
              <List.Item key={id}>{problem.detail}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {list.length > 0 && (
        <Paper
          withBorder
          shadow="md"
          className={classes.bar}
          role="region"
          aria-label="Chosen approvals"
        >
          <Text size="sm" fw={600} className={classes.count}>
            {list.length} chosen
          </Text>
          <Button
            size="sm"
            leftSection={<IconCheck size={18} />}
            rightSection={shortcuts && <Kbd visibleFrom="sm">A</Kbd>}
            onClick={() => setAsked("approved")}
          >
            Approve all
          </Button>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconX size={18} />}
            rightSection={shortcuts && <Kbd visibleFrom="sm">R</Kbd>}
            onClick={() => setAsked("rejected")}
          >
            Reject all
          </Button>
          <Button size="sm" variant="subtle" onClick={clear} className={classes.clear}>
            Clear
          </Button>
        </Paper>
      )}
      <SeveralDialog
        opened={asked !== null}
        asked={asked}
        list={list}
        busy={decision.isPending}
        error={decision.error}
        onDecide={(answer, reason) => decision.mutate({ answer, reason })}
        onClose={() => {
          setAsked(null);
          if (decision.isError) decision.reset();
        }}
      />
    </>
  );
}
