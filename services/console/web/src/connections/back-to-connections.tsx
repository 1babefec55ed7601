/** The way from one connection back to all of them. */
import { BackTo } from "../ui/back-to.tsx";

export function BackToConnections() {
  return <BackTo to="/settings/connections" label="Connections" />;
}
