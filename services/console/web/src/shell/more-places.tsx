/** What the bar below has no room for: the person, other pages, colours, the way out. */
import { Avatar, Divider, Group, Stack, Text } from "@mantine/core";
import { useMe } from "../api/me.ts";
import { ColourSchemeLater } from "./colour-scheme-later.tsx";
import { NavItem, OutsideNavItem } from "./nav-item.tsx";
import { PlaceBadge } from "./place-badge.tsx";
import { type Place, useOutsidePlaces } from "./places.ts";
import { roleWords } from "./role-words.ts";
import { SignOut } from "./sign-out.tsx";

interface MorePlacesProps {
  readonly places: readonly Place[];
  readonly onGo: () => void;
}

export function MorePlaces({ places, onGo }: MorePlacesProps) {
  const me = useMe();
  const outside = useOutsidePlaces();
  return (
    <Stack gap="md">
      <Group gap="sm" wrap="nowrap">
        <Avatar name={me.name} color="initials" aria-hidden />
        <div>
          <Text fw={600}>{me.name}</Text>
          <Text size="sm" c="dimmed">
            {roleWords(me)} in {me.workspace.name}
          </Text>
        </div>
      </Group>
      {places.length + outside.length > 0 && (
        <div>
          <Divider mb="xs" />
          {places.map((place) => (
            <NavItem
              key={place.to}
              {...place}
              badge={<PlaceBadge to={place.to} />}
              onClick={onGo}
            />
          ))}
          {outside.map((place) => (
            <OutsideNavItem key={place.href} {...place} />
          ))}
        </div>
      )}
      <Divider />
      <ColourSchemeLater />
      <SignOut />
    </Stack>
  );
}
