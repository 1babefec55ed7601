/** One line of a panel: pressed anywhere, it leads to the things that it counts. */
import type { LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { TextLink } from "../ui/link.tsx";
import classes from "./health-page.module.css";

export type Way = Pick<LinkProps, "to" | "search" | "params">;

interface LineProps {
  readonly name: ReactNode;
  /** None where whoever looks may not see them. */
  readonly way?: Way | undefined;
  readonly children: ReactNode;
}

export function Line({ name, way, children }: LineProps) {
  return (
    <li className={classes.line}>
      <Lead way={way}>{name}</Lead>
      <span className={classes.values}>{children}</span>
    </li>
  );
}

/** Its link covers whatever it stands in that is positioned. */
export function Lead({ way, children }: { way?: Way | undefined; children: ReactNode }) {
  if (way === undefined) return <span>{children}</span>;
  return (
    <WayTo way={way} className={classes.lead}>
      {children}
    </WayTo>
  );
}

interface WayToProps {
  readonly way: Way;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function WayTo({ way, className, children }: WayToProps) {
  return (
    <TextLink {...(way as LinkProps)} inherit underline="hover" className={className}>
      {children}
    </TextLink>
  );
}
