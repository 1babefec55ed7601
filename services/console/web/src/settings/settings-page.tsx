/** Everything that can be set, a line each. */
import { Paper, Stack, Text } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type SettingsPlace, settingsPlaces, useOpenTo } from "../shell/places.ts";
import { Page } from "../ui/page.tsx";
import classes from "./settings-page.module.css";

export function SettingsPage() {
  const open = useOpenTo(settingsPlaces);
  return (
    <Page title="Settings">
      <Stack gap="xs" component="ul" p={0} m={0} aria-label="Settings">
        {open.map((place) => (
          <Entry key={place.to} {...place} />
        ))}
      </Stack>
    </Page>
  );
}

function Entry({ to, label, description, icon: Sign }: SettingsPlace) {
  return (
    <Paper component="li" withBorder className={classes.entry}>
      <Link to={to} className={classes.link}>
        <Sign size={24} stroke={1.75} aria-hidden className={classes.sign} />
        <span className={classes.words}>
          <Text component="span" fw={600}>
            {label}
          </Text>
          <Text component="span" size="sm" c="dimmed">
            {description}
          </Text>
        </span>
        <IconChevronRight size={18} aria-hidden className={classes.more} />
      </Link>
    </Paper>
  );
}
