/** The way of a new connection, from its token to its first message. */
import { Loader, Text, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { StepSign } from "../ui/step-sign.tsx";
import classes from "./first-steps.module.css";

interface FirstStepsProps {
  readonly status: "connected" | "inbound_ready";
  /** Why the step under way takes longer, where that is known. */
  readonly reason: string | null;
  /** What to do for the last step. */
  readonly children: ReactNode;
}

export function FirstSteps({ status, reason, children }: FirstStepsProps) {
  const at = status === "connected" ? 1 : 2;
  const steps = [
    { title: "Token stored", text: "Encrypted; it is never shown again." },
    {
      title: "Set up at Telegram",
      text: (at === 1 && reason) || "So that its messages come here.",
    },
    { title: "First message", text: children },
  ];
  return (
    <ol className={classes.steps} aria-label="Connecting">
      {steps.map(({ title, text }, index) => (
        <li key={title} className={classes.step} aria-current={index === at ? "step" : undefined}>
          <StepSign state={index < at ? "done" : index === at ? "now" : "later"} small>
            {index === at ? <Loader size={14} /> : index + 1}
          </StepSign>
          <div>
            <Text fw={600} size="sm">
              {title}
              {index < at && <VisuallyHidden> (done)</VisuallyHidden>}
            </Text>
            <Text size="sm" c="dimmed" component="div">
              {text}
            </Text>
          </div>
        </li>
      ))}
    </ol>
  );
}
