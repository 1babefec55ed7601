/** Asks Telegram whose token it is, as soon as a whole one stands in the form. */
import { useEffect, useState } from "react";
import { validateBotToken } from "../api/connections.ts";
import type { Bot } from "../api/contract.ts";
import { type TokenShape, tokenShape } from "./token-shape.ts";

export type TokenCheck =
  | Exclude<TokenShape, { kind: "whole" }>
  | { readonly kind: "asking" }
  | { readonly kind: "known"; readonly token: string; readonly bot: Bot }
  | { readonly kind: "refused"; readonly error: unknown };

type Answer = Extract<TokenCheck, { kind: "known" | "refused" }>;

const afterTypingMs = 400;

/** The token stays in the form's memory: never in the cache, the address or storage. */
export function useTokenCheck(text: string) {
  const shape = tokenShape(text);
  const token = shape.kind === "whole" ? shape.token : null;
  const [answer, setAnswer] = useState<{ token: string; answer: Answer } | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (token === null) return;
    const gone = new AbortController();
    const timer = setTimeout(() => {
      validateBotToken(token, gone.signal).then(
        ({ bot }) => setAnswer({ token, answer: { kind: "known", token, bot } }),
        (error: unknown) => {
          if (!gone.signal.aborted) setAnswer({ token, answer: { kind: "refused", error } });
        },
      );
    }, afterTypingMs);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [token, round]);

  const again = () => {
    setAnswer(null);
    setRound((current) => current + 1);
  };
  return { check: checkOf(shape, answer), again };
}

function checkOf(shape: TokenShape, answer: { token: string; answer: Answer } | null): TokenCheck {
  if (shape.kind !== "whole") return shape;
  return answer?.token === shape.token ? answer.answer : { kind: "asking" };
}
