/** The public face of approvals: deciding about a message, wherever it is decided. */
export { type Ask, decide, type EditFirst, type Outcome } from "./decide.ts";
