/** The way from one connection back to all of them. */
import { IconArrowLeft } from "@tabler/icons-react";
import { TextLink } from "../ui/link.tsx";
import classes from "./back-to-connections.module.css";

export function BackToConnections() {
  return (
    <TextLink to="/settings/connections" size="sm" underline="hover" className={classes.back}>
      <IconArrowLeft size={16} aria-hidden /> Connections
    </TextLink>
  );
}
