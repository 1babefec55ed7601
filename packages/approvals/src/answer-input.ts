/** Answers what approvers do in Telegram: a press decides as its person would in the console, a code links. */
import { createHash } from "node:crypto";
import type { Repositories } from "@lumenflow/db";
import { decidingRoles } from "@lumenflow/governance";
import type { Press, SaidCode } from "@lumenflow/telegram";
import { postSystemMessage } from "./cards/system-message.ts";
import { decide, type Outcome } from "./decide.ts";

export type Transact = <T>(work: (tx: Repositories) => Promise<T>) => Promise<T>;

export interface Pressed {
  /** What the person is told on the spot. */
  readonly words: string;
  /** In the middle of the screen, to be put away. */
  readonly alert: boolean;
  /** The connection whose line has something new. */
  readonly ring: string | null;
}

const noSecondFactor =
  "This workspace asks for a second factor. Set one up in the console first, under Your account.";
const played = "In the sandbox nobody decides about what real bots send. Decide it in the console.";
const notHere = "You are not an approver here. Link your account in the console first.";

/** `early`: where the card is not known to have arrived yet; ask again in a moment. */
export async function answerPress(
  transaction: Transact,
  { telegramApprovals }: Pick<Repositories, "telegramApprovals">,
  { workspaceId, connectionId }: { readonly workspaceId: string; readonly connectionId: string },
  press: Press,
  { mayBeEarly }: { readonly mayBeEarly: boolean },
): Promise<Pressed | "early"> {
  const card = await telegramApprovals.cardBehind(connectionId, press.data);
  if (card === null || card.workspaceId !== workspaceId) {
    return refused("This button is not current any more. Look at the message again.");
  }
  if (card.telegramMessageId === null && mayBeEarly) return "early";
  // What the button says may have got about, and somebody may have put it under another message.
  if (card.telegramMessageId !== press.messageId || card.chatId !== press.chatId || !card.linked) {
    return refused("This button does not belong here.");
  }
  if (card.sandbox && !card.aboutSandbox) return refused(played);
  const account = { telegramUserId: press.telegramUserId, sandbox: card.sandbox };
  const person = await telegramApprovals.personOf(workspaceId, account);
  if (person === null) return refused(notHere);
  const { id, name, role } = person;
  if (role === null || !decidingRoles.includes(role)) {
    return refused("Your role in this workspace decides no approvals.");
  }
  if (person.lacksSecondFactor) return refused(noSecondFactor);
  const outcome = await transaction((tx) =>
    decide(tx, {
      ...{ workspaceId, messageId: card.about, id: card.approvalId },
      by: { kind: "user", id, name, role },
      mayDecideOwn: false,
      decision: card.pressed,
      digest: card.digest,
      reason: null,
      via: "telegram",
    }),
  );
  const ring = outcome.kind === "released" ? card.aboutConnectionId : null;
  return { ...wordsFor(outcome, card), ring };
}

function refused(words: string): Pressed {
  return { words, alert: true, ring: null };
}

function wordsFor(
  outcome: Outcome,
  card: { readonly pressed: "approved" | "rejected"; readonly decidedByName: string | null },
): Pick<Pressed, "words" | "alert"> {
  const done = card.pressed === "approved" ? "Approved." : "Rejected.";
  const late = (words: string) => ({ words, alert: true });
  switch (outcome.kind) {
    case "released":
    case "decides":
    case "unchanged":
      return { words: done, alert: false };
    case "counts":
      return {
        words: `Approved, ${outcome.approvals} of ${outcome.required}.`,
        alert: false,
      };
    case "own":
      return late(
        "You, or a key of yours, asked for this message or approved it: somebody else decides.",
      );
    case "own-through-another":
      return late(
        "Not in somebody else's place: one of you, or a key of one of you, asked for this message.",
      );
    case "not-named":
      return late("This one is for others to decide.");
    case "expired":
      return late("Too late: the time to decide has passed.");
    case "other-digest":
    case "edited":
      return late("The message has been edited. Look at it again.");
    case "voted-otherwise":
      return late("You have decided about this otherwise already.");
    case "settled": {
      const by = card.decidedByName === null ? "" : ` by ${card.decidedByName}`;
      const already = `this was ${outcome.status} already${by}.`;
      // As they wanted it, and perhaps by themselves: their press was handled, and its answer lost.
      if (outcome.status === card.pressed)
        return { words: `${done} T${already.slice(1)}`, alert: false };
      return late(`Too late: ${already}`);
    }
  }
}

/** The connection whose line has the confirmation; null where the code linked nothing, which nobody is told. */
export async function redeemCode(
  transaction: Transact,
  connectionId: string,
  { code, chatId, chatKind: kind, title, telegramUserId }: SaidCode,
): Promise<string | null> {
  const digest = digestOfCode(code);
  return transaction(async (tx) => {
    const given = { connectionId, digest, chatId, kind, title, telegramUserId };
    const linked = await tx.telegramApprovals.redeem(given);
    if (linked === null) return null;
    const { workspaceId, workspaceName } = linked;
    const botId = (await tx.connections.find(workspaceId, connectionId))?.botId;
    if (botId === undefined) return null;
    const where = kind === "group" ? "This group is linked" : "Your account is linked";
    const text = `${where}: approvals of the workspace “${workspaceName}” are asked here.`;
    const to = { workspaceId, connectionId, botId, chatId };
    await postSystemMessage(tx, { ...to, calls: [{ method: "sendMessage", params: { text } }] });
    await tx.telegramApprovals.askEverything(workspaceId);
    return connectionId;
  });
}

/** Only this is kept of a code. */
export function digestOfCode(code: string): Buffer {
  return createHash("sha256").update(code).digest();
}
