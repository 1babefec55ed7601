/** Says that what is shown may be old, while the server does not answer. */
import { Alert, Text } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import { useLive } from "../live/use-live.ts";
import { Ago } from "./ago.tsx";

interface Freshness {
  /** The newest attempt and its repetitions failed. */
  readonly failing: boolean;
  /** Milliseconds since 1970 of the last answer. */
  readonly updatedAt: number;
}

export function StaleNote({ failing, updatedAt }: Freshness) {
  const { state } = useLive();
  // While nothing at all is heard, one note above every page says so.
  if (!failing || state === "lost") return null;
  return (
    <Alert color="yellow" icon={<IconCloudOff />} p="sm" mb="md" role="status">
      <Text size="sm">
        The server does not answer. What you see is from{" "}
        <Ago at={new Date(updatedAt).toISOString()} />; it is tried again by itself.
      </Text>
    </Alert>
  );
}

/** Of a query that has data: whether it still follows. */
export function freshnessOf(query: {
  readonly isError: boolean;
  readonly dataUpdatedAt: number;
}): Freshness {
  return { failing: query.isError, updatedAt: query.dataUpdatedAt };
}
