/** A link that leaves the console's pages, in a tab of its own, and says so. */
import { Anchor, type AnchorProps, VisuallyHidden } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./outside-link.module.css";

interface OutsideLinkProps extends AnchorProps {
  readonly href: string;
  readonly children: ReactNode;
}

/** As large as the words around it, unless it is given a size. */
export function OutsideLink({ href, children, ...props }: OutsideLinkProps) {
  const inherit = props.size === undefined;
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer" inherit={inherit} {...props}>
      {children}
      <IconExternalLink className={classes.icon} aria-hidden />
      <VisuallyHidden> (opens in a new tab)</VisuallyHidden>
    </Anchor>
  );
}
