/** Holds back sending or passing on, and lets go again; each direction by itself. */
import { Button, Group, Stack, Title } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { pauseConnection, resumeConnection } from "../api/connections.ts";
import type { Connection, Direction, Pause } from "../api/contract.ts";
import { ActionLine } from "../ui/action-line.tsx";
import { Failure } from "../ui/failure.tsx";
import { type AskedPause, PauseDialog } from "./pause-dialog.tsx";
import { PauseWords } from "./pause-words.tsx";
import { directionWords } from "./paused-words.ts";
import { useConnectionAction } from "./use-connection-action.ts";

const directions = ["outbound", "inbound"] as const;
type Way = (typeof directions)[number];

/** Its own pause, which resuming lifts; a wider one it can do nothing about. */
function ownPause({ paused }: Connection, direction: Direction): Pause | undefined {
  return paused.pauses.find(
    (pause) => pause.scope === "connection" && pause.direction === direction,
  );
}

function FlowWords({ connection, direction }: { connection: Connection; direction: Way }) {
  const own = ownPause(connection, direction);
  if (own !== undefined) return <PauseWords pause={own} />;
  const wider = connection.paused.pauses.find((pause) => pause.direction === direction);
  if (wider === undefined && isHeld(connection, direction)) {
    return "Nothing goes out until the trouble above is mended.";
  }
  return wider === undefined
    ? directionWords[direction].running
    : `The whole ${wider.scope} is paused.`;
}

/** Nobody has paused it, but its bot cannot send. */
function isHeld({ status }: Connection, direction: Way): boolean {
  return direction === "outbound" && status === "action_required";
}

function stateOf(connection: Connection, direction: Way): string {
  if (connection.paused[direction]) return "paused";
  return isHeld(connection, direction) ? "held" : "running";
}

interface PausePanelProps {
  readonly connection: Connection;
  readonly mayManage: boolean;
}

export function PausePanel({ connection, mayManage }: PausePanelProps) {
  const { id, paused } = connection;
  const [asked, setAsked] = useState<Direction | null>(null);
  const pause = useConnectionAction(
    (body: { direction: Direction } & AskedPause) => pauseConnection(id, body),
    { onSuccess: () => setAsked(null) },
  );
  const resume = useConnectionAction((direction: Direction) => resumeConnection(id, { direction }));

  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          Flow
        </Title>
        {mayManage && !paused.outbound && !paused.inbound && (
          <Button size="xs" variant="default" onClick={() => setAsked("both")}>
            Pause both
          </Button>
        )}
      </Group>
      <Stack gap="sm">
        {directions.map((direction) => (
          <ActionLine
            key={direction}
            title={`${directionWords[direction].label}: ${stateOf(connection, direction)}`}
            action={
              mayManage &&
              (ownPause(connection, direction) ? (
                <Button
                  size="xs"
                  flex="none"
                  leftSection={<IconPlayerPlay size={16} />}
                  aria-label={`Resume: ${directionWords[direction].label}`}
                  loading={resume.isPending && resume.variables === direction}
                  onClick={() => resume.mutate(direction)}
                >
                  Resume
                </Button>
              ) : (
                <Button
                  size="xs"
                  flex="none"
                  variant="default"
                  leftSection={<IconPlayerPause size={16} />}
                  aria-label={`Pause: ${directionWords[direction].label}`}
                  onClick={() => setAsked(direction)}
                >
                  Pause
                </Button>
              ))
            }
          >
            <FlowWords connection={connection} direction={direction} />
          </ActionLine>
        ))}
        {resume.isError && <Failure error={resume.error} title="It could not be resumed" />}
      </Stack>
      <PauseDialog
        words={asked && directionWords[asked]}
        busy={pause.isPending}
        error={pause.error}
        onPause={(why) => asked && pause.mutate({ direction: asked, ...why })}
        onClose={() => {
          setAsked(null);
          pause.reset();
        }}
      />
    </>
  );
}
