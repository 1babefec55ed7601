/** One message as its recipient will see it, who asks to send it and why, and the decision. */
import { Paper } from "@mantine/core";
import { useEffect, useId, useRef } from "react";
import type { Approval } from "../api/contract.ts";
import { ChatScreen } from "../telegram/chat-screen.tsx";
import classes from "./approval-card.module.css";
import { ApprovalHead } from "./approval-head.tsx";
import { DecisionPanel } from "./decision-panel.tsx";
import { MessageFacts } from "./message-facts.tsx";
import { Outcome } from "./outcome.tsx";
import { Question } from "./question.tsx";

interface ApprovalCardProps {
  readonly approval: Approval;
  readonly selected: boolean;
  readonly shortcuts: boolean;
  readonly onSelect: () => void;
  /** This person decided it just now. */
  readonly onDecided: () => void;
}

export function ApprovalCard(props: ApprovalCardProps) {
  const { approval, selected, shortcuts, onSelect, onDecided } = props;
  const heading = useId();
  const card = useRef<HTMLElement>(null);

  // The selection takes focus and view along, unless somebody is busy within the card.
  useEffect(() => {
    const element = card.current;
    if (!selected || element === null || element.contains(document.activeElement)) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }, [selected]);

  return (
    <li className={classes.item}>
      <Paper
        component="article"
        withBorder
        ref={card}
        tabIndex={-1}
        aria-labelledby={heading}
        aria-current={selected || undefined}
        className={classes.card}
        onClick={onSelect}
        onFocus={onSelect}
      >
        <ApprovalHead approval={approval} headingId={heading} />
        <ChatScreen botName={approval.connection.botName} parts={approval.preview.parts} />
        <MessageFacts approval={approval} />
        <Question approval={approval} />
        {approval.status === "pending" ? null : <Outcome approval={approval} />}
        <DecisionPanel
          approval={approval}
          shortcuts={shortcuts && selected}
          onDecided={onDecided}
        />
      </Paper>
    </li>
  );
}
