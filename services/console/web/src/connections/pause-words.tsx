/** A pause in words: why, by whom, since when and until when. */
import type { Pause } from "../api/contract.ts";
import { Ago } from "../ui/ago.tsx";

export function PauseWords({ pause: { reason, by, since, until } }: { pause: Pause }) {
  return (
    <>
      {reason !== null && <>Reason: {reason}. </>}
      Paused <Ago at={since} />
      {by?.name && ` by ${by.name}`}
      {until === null ? (
        ", until somebody resumes"
      ) : (
        <>
          ; lifts by itself <Ago at={until} />
        </>
      )}
      .
    </>
  );
}
