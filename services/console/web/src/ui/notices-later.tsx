/** What draws notices is fetched with the first one. */
import { useNotifications } from "@mantine/notifications";
import { useState } from "react";
import { later } from "./later.tsx";

const Notices = later(() => import("./notices.tsx").then((module) => module.Notices), {
  quiet: true,
});

export function NoticesLater() {
  const { notifications } = useNotifications();
  const [wanted, setWanted] = useState(false);
  if (notifications.length > 0 && !wanted) setWanted(true);
  return wanted ? <Notices /> : null;
}
