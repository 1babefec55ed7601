/** Turns many small calls into few large ones: what gathers while one is out travels in the next. */

export interface CoalescerOptions<In, Out> {
  /** Answers in the order of the items. */
  readonly flush: (items: In[]) => Promise<readonly Out[]>;
  /** Calls under way at the same time. */
  readonly maxOut: number;
  /** Items of one call. */
  readonly maxItems: number;
  /**
   * Milliseconds from the beginning of one call to that of the next, unless as many wait as one takes. A
   * call costs both sides far more than an item in it.
   */
  readonly gapMs?: number | undefined;
}

/**
 * The first item goes at once, together with what the same turn of the event loop adds, so at low load
 * nothing waits. A call that fails fails all of its items.
 */
export function createCoalescer<In, Out>(
  options: CoalescerOptions<In, Out>,
): (item: In) => Promise<Out> {
  const { flush, maxOut, maxItems, gapMs = 0 } = options;
  let pending: { item: In; resolve: (out: Out) => void; reject: (error: unknown) => void }[] = [];
  let out = 0;
  let scheduled = false;
  let lastAt = Number.NEGATIVE_INFINITY;

  async function send(): Promise<void> {
    const batch = pending.slice(0, maxItems);
    pending = pending.slice(maxItems);
    out += 1;
    lastAt = performance.now();
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
      if (!scheduled) go();
    }
  }

  function go(): void {
    scheduled = false;
    while (out < maxOut && pending.length > 0) {
      const early = lastAt + gapMs - performance.now();
      if (early > 0 && pending.length < maxItems) {
        scheduled = true;
        setTimeout(go, early);
        return;
      }
      void send();
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      pending.push({ item, resolve, reject });
      if (scheduled || out >= maxOut) return;
      scheduled = true;
      queueMicrotask(go);
    });
}
