/** One message as its recipient will see it, who asks to send it and why, and the decision. */
import { Paper } from "@mantine/core";
import { useInViewport, useMergedRef } from "@mantine/hooks";
import { useEffect, useId, useRef, useState } from "react";
import type { Approval } from "../api/contract.ts";
import { ChatScreen } from "../telegram/chat-screen.tsx";
import classes from "./approval-card.module.css";
import { ApprovalHead, type Choice } from "./approval-head.tsx";
import { ConversationContext } from "./conversation-context.tsx";
import { DecisionPanel } from "./decision-panel.tsx";
import { MessageFacts } from "./message-facts.tsx";
import { Outcome } from "./outcome.tsx";
import { Question } from "./question.tsx";
import { Votes } from "./votes.tsx";

interface ApprovalCardProps {
  readonly approval: Approval;
  readonly selected: boolean;
  readonly shortcuts: boolean;
  /** To be decided with others; null where this person cannot decide it. */
  readonly choice: Choice | null;
  readonly onSelect: () => void;
  /** This person decided it just now. */
  readonly onDecided: () => void;
}

export function ApprovalCard(props: ApprovalCardProps) {
  const { approval, selected, shortcuts, choice, onSelect, onDecided } = props;
  const heading = useId();
  const card = useRef<HTMLElement>(null);
  const { ref: inView, inViewport } = useInViewport();
  // Once looked at, it stays as it is: nothing jumps when it is scrolled past.
  const [seen, setSeen] = useState(false);
  if (inViewport && !seen) setSeen(true);

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
        ref={useMergedRef(card, inView)}
        tabIndex={-1}
        aria-labelledby={heading}
        aria-current={selected || undefined}
        className={classes.card}
        onClick={onSelect}
        onFocus={onSelect}
      >
        <ApprovalHead approval={approval} headingId={heading} choice={choice} />
        <ChatScreen
          botName={approval.connection.botName}
          parts={approval.preview.parts}
          before={<ConversationContext approval={approval} wanted={seen} />}
        />
        <div className={classes.below}>
          <MessageFacts approval={approval} />
          <Question approval={approval} />
          <Votes approval={approval} />
          {approval.status === "pending" ? null : <Outcome approval={approval} />}
          <DecisionPanel
            approval={approval}
            shortcuts={shortcuts && selected}
            onDecided={onDecided}
          />
        </div>
      </Paper>
    </li>
  );
}
