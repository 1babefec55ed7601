/** What a dialog asks for, what went wrong with it, and the two ways out at its end. */
import { Button, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { Ends } from "./ends.tsx";
import { Failure } from "./failure.tsx";

interface DialogFormProps {
  /** What the button says that does it, such as "Make key". */
  readonly act: ReactNode;
  /** What the other one says. */
  readonly leave?: string | undefined;
  readonly color?: string | undefined;
  readonly sign?: ReactNode;
  /** Where the keyboard begins, unless a field has `data-autofocus`. */
  readonly focus?: "act" | "leave" | undefined;
  readonly busy: boolean;
  readonly disabled?: boolean | undefined;
  /** Null where nothing went wrong. */
  readonly error?: unknown;
  /** What it kept the reader from. */
  readonly failed?: string | undefined;
  readonly onAct: (given: FormData) => void;
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

export function DialogForm(props: DialogFormProps) {
  const { act, leave = "Cancel", color, sign, focus, busy, disabled = false } = props;
  const { error = null, failed, onAct, onLeave, children } = props;
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!busy && !disabled) onAct(new FormData(event.currentTarget));
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {children}
        {error !== null && <Failure error={error} title={failed} />}
        <Ends>
          <Button
            variant="default"
            onClick={onLeave}
            data-autofocus={focus === "leave" || undefined}
          >
            {leave}
          </Button>
          <Button
            type="submit"
            loading={busy}
            disabled={disabled}
            data-autofocus={focus === "act" || undefined}
            {...(color !== undefined && { color })}
            {...(sign !== undefined && { leftSection: sign })}
          >
            {act}
          </Button>
        </Ends>
      </Stack>
    </form>
  );
}
