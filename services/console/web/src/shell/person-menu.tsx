/** The signed-in person, the colour scheme and the way out. */
import { Avatar, Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconSelector } from "@tabler/icons-react";
import { useMe } from "../api/me.ts";
import { ColourSchemeLater } from "./colour-scheme-later.tsx";
import classes from "./person-menu.module.css";
import { roleWords } from "./role-words.ts";
import { SignOut } from "./sign-out.tsx";

export function PersonMenu() {
  const me = useMe();
  return (
    <Popover position="top-start" width={228} shadow="md" trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.person}>
          <Avatar name={me.name} color="initials" size={34} aria-hidden />
          <span className={classes.names}>
            <Text component="span" size="sm" fw={600} truncate>
              {me.name}
            </Text>
            <Text component="span" size="xs" c="dimmed">
              {roleWords(me)}
            </Text>
          </span>
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label="You">
        <Stack gap="xs">
          <ColourSchemeLater />
          <SignOut />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
