/** One line of the navigation on a wide screen. */
import { VisuallyHidden } from "@mantine/core";
import { type Icon, IconExternalLink } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./nav-item.module.css";

interface NavItemProps {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: string;
  readonly icon: Icon;
  readonly badge?: ReactNode;
  readonly onClick?: (() => void) | undefined;
}

export function NavItem({ to, label, icon: Sign, badge, onClick }: NavItemProps) {
  return (
    <Link
      to={to}
      className={classes.item}
      activeProps={{ "data-active": true }}
      {...(onClick && { onClick })}
    >
      <Sign size={20} stroke={1.75} aria-hidden />
      <span className={classes.label}>{label}</span>
      {badge}
    </Link>
  );
}

interface OutsideNavItemProps {
  readonly href: string;
  readonly label: string;
  readonly icon: Icon;
}

export function OutsideNavItem({ href, label, icon: Sign }: OutsideNavItemProps) {
  return (
    <a href={href} target="_blank" rel="noopener" className={classes.item}>
      <Sign size={20} stroke={1.75} aria-hidden />
      <span className={classes.label}>{label}</span>
      <IconExternalLink size={15} className={classes.outside} aria-hidden />
      <VisuallyHidden>(opens in a new tab)</VisuallyHidden>
    </a>
  );
}
