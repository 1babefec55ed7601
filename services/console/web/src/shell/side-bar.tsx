/** Navigation on a wide screen. */
import { AppShell, Stack, Text } from "@mantine/core";
import { useMe } from "../api/me.ts";
import { NavItem, OutsideNavItem } from "./nav-item.tsx";
import { PendingCount } from "./pending-count.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { approvalsPlace, connectionsPlace, useOutsidePlaces } from "./places.ts";
import { usePeoplePlaces } from "./settings-places.ts";
import classes from "./side-bar.module.css";
import { Wordmark } from "./wordmark.tsx";

export function SideBar() {
  const { workspace } = useMe();
  const people = usePeoplePlaces();
  const outside = useOutsidePlaces();
  return (
    <>
      <AppShell.Section className={classes.head}>
        <Wordmark />
        <Text size="sm" c="dimmed" truncate title={workspace.name} mt={6}>
          {workspace.name}
        </Text>
      </AppShell.Section>
      <AppShell.Section grow component="ul" className={classes.list}>
        <li>
          <NavItem {...approvalsPlace} badge={<PendingCount />} />
        </li>
        <li className={classes.group}>Settings</li>
        <li>
          <NavItem {...connectionsPlace} />
        </li>
        {people.map((place) => (
          <li key={place.to}>
            <NavItem to={place.to} label={place.label} icon={place.icon} />
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
        <Stack gap="xs">
          <PersonMenu />
        </Stack>
      </AppShell.Section>
    </>
  );
}
