/** The signed-in person, the colour scheme and the way out. */
import { Avatar, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconSelector } from "@tabler/icons-react";
import { useMe } from "../api/me.ts";
import { PopUp } from "../ui/pop-up.tsx";
import { ColourSchemeLater } from "./colour-scheme-later.tsx";
import classes from "./person-menu.module.css";
import { roleWords } from "./role-words.ts";
import { SignOut } from "./sign-out.tsx";

export function PersonMenu() {
  const me = useMe();
  return (
    <PopUp
      label="You"
      side="above"
      width={228}
      button={(opens) => (
        <UnstyledButton className={classes.person} {...opens}>
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
      )}
    >
      <Stack gap="xs">
        <ColourSchemeLater />
        <SignOut />
      </Stack>
    </PopUp>
  );
}
