/** Navigation on a phone, within reach of a thumb. */
import { UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconMenu2, IconSettings } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { laterDialog } from "../ui/later.tsx";
import classes from "./bottom-bar.module.css";
import { PlaceBadge } from "./place-badge.tsx";
import { type Place, places, useFirstSteps, useOpenTo } from "./places.ts";

const MoreSheet = laterDialog(() => import("./more-sheet.tsx").then((module) => module.MoreSheet));

const settings: Place = { to: "/settings", label: "Settings", icon: IconSettings, scopes: [] };

/** With the sheet behind “More”: four reach as far as a thumb does. */
const tabsAtMost = 3;

export function BottomBar() {
  const [opened, { open, close }] = useDisclosure(false);
  const first = useFirstSteps();
  const all = [...useOpenTo(places), settings];
  const tabs = all.slice(0, tabsAtMost);
  return (
    <nav className={classes.bar} aria-label="Main">
      {tabs.map((place) => (
        <Tab key={place.to} {...place} />
      ))}
      <UnstyledButton className={classes.tab} onClick={open} aria-haspopup="dialog">
        <IconMenu2 size={22} stroke={1.75} aria-hidden />
        More
      </UnstyledButton>
      <MoreSheet opened={opened} places={[...first, ...all.slice(tabsAtMost)]} onClose={close} />
    </nav>
  );
}

function Tab({ to, label, icon: Sign }: Place) {
  return (
    <Link to={to} className={classes.tab} activeProps={{ "data-active": true }}>
      <span className={classes.sign}>
        <Sign size={22} stroke={1.75} aria-hidden />
        <span className={classes.badge}>
          <PlaceBadge to={to} />
        </span>
      </span>
      {label}
    </Link>
  );
}
