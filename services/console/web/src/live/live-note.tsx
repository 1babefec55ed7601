/** Says on every page that what is shown may be old, and since when, while nothing is heard. */
import { Alert, Text } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { IconCloudOff, IconWifiOff } from "@tabler/icons-react";
import { clockTime } from "../ui/time-words.ts";
import { useTimeZone } from "../ui/time-zone.ts";
import { useNow } from "../ui/use-now.ts";
import { useLive } from "./use-live.ts";

/** A server that restarts is away for a moment: nobody has to hear of that. */
const patienceMs = 4_000;

export function LiveNote() {
  const { state, since } = useLive();
  const { online } = useNetwork();
  const { zone } = useTimeZone();
  const now = useNow(1_000);
  if (state !== "lost" || now.getTime() - since < patienceMs) return null;
  const Sign = online ? IconCloudOff : IconWifiOff;
  return (
    <Alert role="status" color="yellow" icon={<Sign />} p="sm" mb="md" maw={860} mx="auto">
      <Text size="sm">
        {online ? "The server does not answer." : "You are offline."} What you see is from{" "}
        {clockTime(new Date(since), zone)}; it follows by itself as soon as it can.
      </Text>
    </Alert>
  );
}
