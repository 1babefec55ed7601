/** Turns many small calls into few large ones: what gathers while one is out travels in the next. */

export interface CoalescerOptions<In, Out> {
  /** Answers in the order of the items. */
  readonly flush: (items: In[]) => Promise<readonly Out[]>;
  /** Calls under way at the same time. */
  readonly maxOut: number;
  /** Items of one call. */
  readonly maxItems: number;
}

/**
 * The first item goes at once, together with what the same turn of the event loop adds: no timer,
 * so at low load nothing waits. A call that fails fails all of its items.
 */
export function createCoalescer<In, Out>(
  options: CoalescerOptions<In, Out>,
): (item: In) => Promise<Out> {
  const { flush, maxOut, maxItems } = options;
  let pending: { item: In; resolve: (out: Out) => void; reject: (error: unknown) => void }[] = [];
  let out = 0;
  let scheduled = false;

  async function send(): Promise<void> {
    const batch = pending.slice(0, maxItems);
    pending = pending.slice(maxItems);
    out += 1;
    try {
      const answers = await flush(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const answer = answers[index];
        if (answer === undefined) reject(new Error("a batch came back with an answer missing"));
        else resolve(answer);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      out -= 1;
      go();
    }
  }

  function go(): void {
    scheduled = false;
    while (out < maxOut && pending.length > 0) void send();
  }

  return (item) =>
    new Promise((resolve, reject) => {
      pending.push({ item, resolve, reject });
      if (scheduled || out >= maxOut) return;
      scheduled = true;
      queueMicrotask(go);
    });
}
