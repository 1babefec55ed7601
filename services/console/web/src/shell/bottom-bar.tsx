/** Navigation on a phone, within reach of a thumb. */
import { Drawer, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type Icon, IconMenu2 } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./bottom-bar.module.css";
import { MorePlaces } from "./more-places.tsx";
import { PendingCount } from "./pending-count.tsx";
import { approvalsPlace, connectionsPlace } from "./places.ts";

export function BottomBar() {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <nav className={classes.bar} aria-label="Main">
      <Tab {...approvalsPlace} badge={<PendingCount />} />
      <Tab {...connectionsPlace} />
      <UnstyledButton className={classes.tab} onClick={open} aria-haspopup="dialog">
        <IconMenu2 size={22} stroke={1.75} aria-hidden />
        More
      </UnstyledButton>
      <Drawer
        opened={opened}
        onClose={close}
        position="bottom"
        size="auto"
        title="More"
        classNames={{ content: classes.sheet }}
      >
        <MorePlaces onGo={close} />
      </Drawer>
    </nav>
  );
}

interface TabProps {
  readonly to: "/approvals" | "/settings/connections";
  readonly label: string;
  readonly icon: Icon;
  readonly badge?: ReactNode;
}

function Tab({ to, label, icon: Sign, badge }: TabProps) {
  return (
    <Link to={to} className={classes.tab} activeProps={{ "data-active": true }}>
      <span className={classes.sign}>
        <Sign size={22} stroke={1.75} aria-hidden />
        {badge && <span className={classes.badge}>{badge}</span>}
      </span>
      {label}
    </Link>
  );
}
