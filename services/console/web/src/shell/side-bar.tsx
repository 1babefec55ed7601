/** Navigation on a wide screen. */
import { AppShell, Group, Text } from "@mantine/core";
import { useMe } from "../api/me.ts";
import { LiveSign } from "../live/live-sign.tsx";
import { NavItem, OutsideNavItem } from "./nav-item.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { PlaceBadge } from "./place-badge.tsx";
import { places, settingsPlaces, useFirstSteps, useOpenTo, useOutsidePlaces } from "./places.ts";
import classes from "./side-bar.module.css";
import { Wordmark } from "./wordmark.tsx";

export function SideBar() {
  const { workspace } = useMe();
  const outside = useOutsidePlaces();
  const open = [...useFirstSteps(), ...useOpenTo(places)];
  const settings = useOpenTo(settingsPlaces);
  return (
    <>
      <AppShell.Section className={classes.head}>
        <Wordmark />
        <Group justify="space-between" wrap="nowrap" gap="sm" mt={6}>
          <Text size="sm" c="dimmed" truncate title={workspace.name}>
            {workspace.name}
          </Text>
          <LiveSign />
        </Group>
      </AppShell.Section>
      <AppShell.Section grow component="ul" className={classes.list}>
        {open.map((place) => (
          <li key={place.to}>
            <NavItem {...place} badge={<PlaceBadge to={place.to} />} />
          </li>
        ))}
        <li className={classes.group}>Settings</li>
        {settings.map((place) => (
          <li key={place.to}>
            <NavItem {...place} />
          </li>
        ))}
        {outside.length > 0 && <li className={classes.group}>Operate</li>}
        {outside.map((place) => (
          <li key={place.href}>
            <OutsideNavItem {...place} />
          </li>
        ))}
      </AppShell.Section>
      <AppShell.Section p="sm" className={classes.foot}>
        <PersonMenu />
      </AppShell.Section>
    </>
  );
}
