/** The six digits that an authenticator app shows; complete, they are given on at once. */
import { PinInput, type PinInputProps } from "@mantine/core";

export function SixDigits(
  props: Pick<
    PinInputProps,
    "value" | "onChange" | "onComplete" | "error" | "autoFocus" | "size" | "gap"
  >,
) {
  return (
    <PinInput
      aria-label="Code"
      getInputProps={(index) => ({ "aria-label": `Digit ${index + 1} of 6` })}
      length={6}
      type="number"
      inputMode="numeric"
      oneTimeCode
      placeholder=""
      {...props}
    />
  );
}
