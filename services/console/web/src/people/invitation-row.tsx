/** Somebody who was invited and has not come yet. */
import { Avatar, Badge, Button, Paper, Text } from "@mantine/core";
import { IconMailForward } from "@tabler/icons-react";
import { asProblem } from "../api/api-problem.ts";
import type { Invitation } from "../api/contract.ts";
import { revokeInvitation } from "../api/people.ts";
import { timeUntil } from "../ui/time-words.ts";
import { useNow } from "../ui/use-now.ts";
import classes from "./person-row.module.css";
import { roleChoices } from "./role-choices.ts";
import { usePeopleAction } from "./use-people-action.ts";

export function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { id, email, role, invitedBy, expiresAt } = invitation;
  const now = useNow(30_000);
  const revoke = usePeopleAction(revokeInvitation);
  return (
    <Paper withBorder component="li" className={classes.row}>
      <Avatar size={40} aria-hidden>
        <IconMailForward size={20} />
      </Avatar>
      <div className={classes.who}>
        <Text fw={600} className={classes.email}>
          {email}
        </Text>
        <Text size="sm" c="dimmed">
          Invited by {invitedBy.name}, expires {timeUntil(new Date(expiresAt), now)}
        </Text>
      </div>
      <Badge size="lg" variant="default" className={classes.role}>
        {roleChoices.find(({ value }) => value === role)?.label}
      </Badge>
      <Button
        size="xs"
        variant="default"
        loading={revoke.isPending}
        aria-label={`Revoke the invitation of ${email}`}
        onClick={() => revoke.mutate(id)}
      >
        Revoke
      </Button>
      {revoke.isError && (
        <Text size="sm" c="error" role="alert" className={classes.fault}>
          {asProblem(revoke.error).message}
        </Text>
      )}
    </Paper>
  );
}
