/** Stops the whole workspace's sending at once, whichever bot it is. */
import { Button } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { pausesQuery, pauseWorkspace } from "../api/pauses.ts";
import { PauseDialog } from "./pause-dialog.tsx";
import { usePausesAction } from "./use-pauses-action.ts";

const words = {
  question: "Pause all sending?",
  consequence:
    "No bot of this workspace sends anything until you resume. Approved messages wait in their order; what is being sent right now finishes. Updates still come in.",
};

/** Nothing where it is paused already: the banner says so, and resumes. */
export function PauseWorkspace() {
  const [asked, setAsked] = useState(false);
  const pauses = useQuery(pausesQuery);
  const pause = usePausesAction(pauseWorkspace, () => setAsked(false));
  if (pauses.data === undefined || pauses.data.workspace !== null) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconHandStop size={18} />}
        onClick={() => setAsked(true)}
      >
        Pause all sending
      </Button>
      <PauseDialog
        words={asked ? words : null}
        busy={pause.isPending}
        error={pause.error}
        onPause={(why) => pause.mutate(why)}
        onClose={() => {
          setAsked(false);
          pause.reset();
        }}
      />
    </>
  );
}
