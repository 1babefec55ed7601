/** One person of the workspace: who they are, as what, and what can be done about it. */
import { ActionIcon, Avatar, Badge, Menu, NativeSelect, Paper, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots, IconShieldCheckFilled, IconShieldOff, IconUserMinus } from "@tabler/icons-react";
import { useState } from "react";
import { asProblem } from "../api/api-problem.ts";
import type { Member, Role } from "../api/contract.ts";
import { useMe } from "../api/me.ts";
import { changeRole, removeMember, resetSecondFactor } from "../api/people.ts";
import { type Confirmation, ConfirmDialog } from "../ui/confirm-dialog.tsx";
import classes from "./person-row.module.css";
import { roleChoices, rolesToGive } from "./role-choices.ts";
import { usePeopleAction } from "./use-people-action.ts";

export function MemberRow({ member }: { member: Member }) {
  const me = useMe();
  const [asked, setAsked] = useState<"remove" | "reset" | null>(null);
  const close = () => setAsked(null);
  const change = usePeopleAction(changeRole);
  const remove = usePeopleAction(removeMember, close);
  const reset = usePeopleAction(resetSecondFactor, () => {
    close();
    notifications.show({ message: `${member.name} signs in with the password alone now.` });
  });

  const own = member.id === me.id;
  const may = me.role === "owner" || (me.role === "admin" && member.role !== "owner");
  const resettable = me.role === "owner" && !own && member.secondFactor;
  const action = asked === "reset" ? reset : remove;

  return (
    <Paper withBorder component="li" className={classes.row}>
      <Avatar name={member.name} color="initials" size={40} aria-hidden />
      <div className={classes.who}>
        <Text fw={600} className={classes.name}>
          {member.name}
          {own && (
            <Badge size="sm" variant="light" ml={8}>
              You
            </Badge>
          )}
        </Text>
        <Text size="sm" c="dimmed" className={classes.email}>
          {member.email}
        </Text>
        {member.secondFactor && (
          <Text size="xs" c="dimmed" className={classes.factor}>
            <IconShieldCheckFilled size={14} aria-hidden /> Second factor
          </Text>
        )}
      </div>
      {may ? (
        <NativeSelect
          aria-label={`Role of ${member.name}`}
          className={classes.role}
          value={change.isPending ? change.variables.role : member.role}
          data={rolesToGive(me.role).map(({ value, label }) => ({ value, label }))}
          disabled={change.isPending}
          onChange={({ currentTarget: { value } }) =>
            change.mutate({ id: member.id, role: value as Role })
          }
        />
      ) : (
        <Badge size="lg" variant="default" className={classes.role}>
          {roleChoices.find(({ value }) => value === member.role)?.label}
        </Badge>
      )}
      {may && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`More on ${member.name}`}
            >
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {resettable && (
              <Menu.Item
                leftSection={<IconShieldOff size={16} />}
                onClick={() => setAsked("reset")}
              >
                Reset second factor…
              </Menu.Item>
            )}
            <Menu.Item
              color="red"
              leftSection={<IconUserMinus size={16} />}
              onClick={() => setAsked("remove")}
            >
              {own ? "Leave…" : "Remove…"}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {change.isError && (
        <Text size="sm" c="error" role="alert" className={classes.fault}>
          {asProblem(change.error).message}
        </Text>
      )}
      <ConfirmDialog
        words={asked && wordsOf(asked, member, own)}
        busy={action.isPending}
        error={action.error}
        onConfirm={() => action.mutate(member.id)}
        onClose={() => {
          close();
          action.reset();
        }}
      />
    </Paper>
  );
}

function wordsOf(asked: "remove" | "reset", { name }: Member, own: boolean): Confirmation {
  if (asked === "reset") {
    return {
      question: `Reset the second factor of ${name}?`,
      consequence:
        "Make sure that it is really them who ask. Their sessions end, and they sign in with the password alone until they set up a new one. It is noted in the audit trail.",
      act: "Reset second factor",
    };
  }
  return {
    question: own ? "Leave this workspace?" : `Remove ${name}?`,
    consequence:
      "The workspace is closed to them at once, and the invitations that they made work no more. API keys that they made go on: revoke those that they know.",
    act: own ? "Leave" : `Remove ${name}`,
  };
}
