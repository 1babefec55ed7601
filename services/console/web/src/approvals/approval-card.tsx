/** One message as its recipient will see it, who asks to send it and why, and the decision. */
import { Paper } from "@mantine/core";
import { type RefObject, useEffect, useId, useRef } from "react";
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
  /** The one that was brought into view last. */
  readonly broughtIn: RefObject<string | undefined>;
  readonly shortcuts: boolean;
  /** To be decided with others; null where this person cannot decide it. */
  readonly choice: Choice | null;
  readonly onSelect: () => void;
  /** This person decided it just now. */
  readonly onDecided: () => void;
}

export function ApprovalCard(props: ApprovalCardProps) {
  const { approval, selected, broughtIn, shortcuts, choice, onSelect, onDecided } = props;
  const { id } = approval;
  const heading = useId();
  const card = useRef<HTMLElement>(null);

  // The selection takes focus and view along, once, unless somebody is busy within the card.
  useEffect(() => {
    const element = card.current;
    if (!selected || element === null || broughtIn.current === id) return;
    broughtIn.current = id;
    if (element.contains(document.activeElement)) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }, [selected, id, broughtIn]);

  return (
    <Paper
      component="article"
      withBorder
      ref={card}
      tabIndex={-1}
      aria-labelledby={heading}
      aria-current={selected || undefined}
      className={classes.card}
      // A link within it leads elsewhere.
      onClick={({ target }) => (target as Element).closest("a") === null && onSelect()}
      onFocus={onSelect}
    >
      <ApprovalHead approval={approval} headingId={heading} choice={choice} />
      <ChatScreen
        chat={{ connectionId: approval.connection.id, chatId: approval.chat.id }}
        botName={approval.connection.botName}
        parts={approval.preview.parts}
        before={<ConversationContext approval={approval} />}
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
  );
}
