/** A binary heap. */

export interface Heap<T> {
  readonly size: number;
  push(item: T): void;
  peek(): T | undefined;
  pop(): T | undefined;
}

/** The item that `before` puts first is on top. */
export function createHeap<T>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = [];

  function lower(index: number, item: T): boolean {
    const other = items[index];
    return other !== undefined && before(item, other);
  }

  function rise(item: T): void {
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!lower(parent, item)) break;
      items[at] = items[parent] as T;
      at = parent;
    }
    items[at] = item;
  }

  function sink(item: T): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = items[child];
      if (left === undefined) break;
      const right = items[child + 1];
      if (right !== undefined && before(right, left)) child += 1;
      const least = items[child] as T;
      if (!before(least, item)) break;
      items[at] = least;
      at = child;
    }
    items[at] = item;
  }

  return {
    get size() {
      return items.length;
    },
    push: rise,
    peek: () => items[0],
    pop() {
      const top = items[0];
      const last = items.pop();
      if (top !== undefined && last !== undefined && items.length > 0) sink(last);
      return top;
    },
  };
}
