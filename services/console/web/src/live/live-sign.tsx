/** A dot and a word: whether what is shown follows the server. */
import { Text } from "@mantine/core";
import classes from "./live-sign.module.css";
import { useLive } from "./use-live.ts";

const words = { connecting: "Connecting", live: "Live", lost: "Not live" } as const;

export function LiveSign() {
  const { state } = useLive();
  return (
    <span className={classes.sign} data-state={state} data-testid="live-sign">
      <span className={classes.dot} aria-hidden />
      <Text component="span" size="xs" c="dimmed">
        {words[state]}
      </Text>
    </span>
  );
}
