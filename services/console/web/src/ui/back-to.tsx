/** The way back from one thing to the page that lists all of them. */
import { IconArrowLeft } from "@tabler/icons-react";
import type { LinkProps } from "@tanstack/react-router";
import classes from "./back-to.module.css";
import { TextLink } from "./link.tsx";

interface BackToProps {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: string;
}

export function BackTo({ to, label }: BackToProps) {
  return (
    <TextLink to={to} size="sm" underline="hover" className={classes.back}>
      <IconArrowLeft size={16} aria-hidden /> {label}
    </TextLink>
  );
}
