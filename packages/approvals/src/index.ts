/** The public face of approvals: deciding about a message, wherever it is decided, and asking in Telegram. */
export {
  answerPress,
  digestOfCode,
  type Pressed,
  redeemCode,
  type Transact,
} from "./answer-input.ts";
export { type Card, renderCard } from "./cards/render-card.ts";
export { newToken, syncCards } from "./cards/sync-cards.ts";
export { type Ask, decide, type EditFirst, type Outcome } from "./decide.ts";
export { createLines, type Lines, type Standing, standingTo } from "./standing.ts";
