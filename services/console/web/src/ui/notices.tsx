/** Short words about what was done: over a page's title, where there is nothing to press. */
import { Notifications } from "@mantine/notifications";

export function Notices() {
  return <Notifications position="top-center" autoClose={6_000} />;
}
