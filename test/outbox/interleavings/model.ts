/** What must be true of one connection's outbox whatever happens to it, kept in memory beside the real one. */

export interface ModelMessage {
  readonly id: string;
  readonly chatId: string;
  /** The texts that were approved, in order; null as long as nobody has approved. */
  approved: readonly string[] | null;
  /** Its time to be sent has passed. */
  expired: boolean;
  /** What was approved has another digest. */
  forged: boolean;
  /** It once had: those behind it need not have waited until that was put right. */
  passed: boolean;
}

/** A call that reached Telegram, or may have. */
export interface Send {
  readonly partId: string;
  readonly messageId: string;
  readonly chatId: string;
  readonly place: number;
  /** Whether it may go out again without harm, or because somebody said so. */
  mayRepeat: boolean;
}

export interface Model {
  readonly messages: Map<string, ModelMessage>;
  readonly sends: Send[];
  paused: boolean;
  /** Checks a call at the moment at which it is made, and remembers it. Throws what is wrong with it. */
  send(call: Omit<Send, "mayRepeat"> & { text: string; ordinal: number }): Send;
  /** Somebody wants these parts to go out again. */
  decide(partIds: readonly string[]): void;
}

export function createModel(): Model {
  const messages = new Map<string, ModelMessage>();
  const sends: Send[] = [];
  const lastPlace = new Map<string, number>();
  const model: Model = {
    messages,
    sends,
    paused: false,

    send({ text, ordinal, ...call }) {
      const message = messages.get(call.messageId);
      const fail = (why: string) => new Error(`${call.partId} of ${call.messageId} ${why}`);
      if (message === undefined) throw fail("was never asked for");
      if (message.approved === null) throw fail("is not approved");
      if (message.approved[ordinal] !== text) throw fail("says something else than was approved");
      if (message.forged) throw fail("is not what was approved");
      if (message.expired) throw fail("has expired");
      if (model.paused) throw fail("goes out in a pause");
      const before = sends.findLast(({ partId }) => partId === call.partId);
      if (before !== undefined && !before.mayRepeat) throw fail("goes out a second time");
      const latest = lastPlace.get(call.chatId) ?? 0;
      const inOrder = before?.place === call.place ? call.place >= latest : call.place > latest;
      if (!inOrder && !message.passed)
        throw fail(`goes out from place ${call.place}, after ${latest}`);
      lastPlace.set(call.chatId, Math.max(call.place, latest));
      const send = { ...call, mayRepeat: false };
      sends.push(send);
      return send;
    },

    decide(partIds) {
      for (const send of sends) if (partIds.includes(send.partId)) send.mayRepeat = true;
    },
  };
  return model;
}
