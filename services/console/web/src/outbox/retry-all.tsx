/** Sends all failed messages of a cause again, after a word of warning, and says what became of it. */
import { Button, List, Modal, Progress, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Ends } from "../ui/ends.tsx";
import { useLast } from "../ui/use-last.ts";
import { type Retried, retryFailed } from "./retry-failed.ts";

export interface RetryAsked {
  readonly code: string;
  readonly count: number;
}

interface RetryAllProps {
  /** Null while nothing is asked. */
  readonly asked: RetryAsked | null;
  readonly onClose: () => void;
}

/** Apart from the causes, which are gone as soon as their messages are on their way. */
export function RetryAll({ asked, onClose }: RetryAllProps) {
  const { code, count } = useLast(asked) ?? { code: "", count: 0 };
  const [state, setState] = useState<Retried | null>(null);
  const queryClient = useQueryClient();
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const under = state !== null && !state.over;

  async function run() {
    const stop = new AbortController();
    running.current = stop;
    for await (const reached of retryFailed(code, stop.signal)) setState(reached);
    for (const key of ["messages", "outbox", "timeline"]) {
      void queryClient.invalidateQueries({ queryKey: [key] });
    }
  }

  function end() {
    running.current?.abort();
    onClose();
    setState(null);
  }

  return (
    <Modal opened={asked !== null} onClose={end} title={`Send ${countOf(count)} again?`}>
      <Stack gap="md">
        {state === null ? (
          <Text size="sm">
            Only what certainly did not arrive goes out, in the old place of its chat. If the cause
            is still there, it fails again.
          </Text>
        ) : (
          <div role="status">
            <Progress
              value={state.over ? 100 : (100 * (state.again + state.refused)) / Math.max(count, 1)}
              aria-label="Progress"
              mb="xs"
            />
            <Text size="sm">
              {countOf(state.again)} {state.again === 1 ? "goes" : "go"} out again
              {state.refused > 0 && `, ${state.refused} could not`}.
            </Text>
            {state.reasons.size > 0 && (
              <List size="sm" mt="xs">
                {[...state.reasons].map(([reason, times]) => (
                  <List.Item key={reason}>
                    {reason}
                    {times > 1 && ` (${times} times)`}
                  </List.Item>
                ))}
              </List>
            )}
          </div>
        )}
        <Ends>
          <Button variant="default" onClick={end}>
            {state?.over ? "Close" : under ? "Stop" : "Cancel"}
          </Button>
          {state === null && (
            <Button onClick={() => void run()} data-autofocus>
              Send again
            </Button>
          )}
        </Ends>
      </Stack>
    </Modal>
  );
}

function countOf(count: number): string {
  return count === 1 ? "1 message" : `${count} messages`;
}
