/** Seals: a mark beside an epoch's queues, in the backend itself, that ends adding to them. */
import type { BullQueue } from "./driver.ts";

const field = "sealed";

export interface Seals {
  set(name: string): Promise<void>;
  /** Looks after it was called. Who asks at the same moment shares the look. */
  isSet(name: string): Promise<boolean>;
}

export function createSeals(queue: (name: string) => BullQueue): Seals {
  const looks = new Map<string, Promise<boolean>>();

  async function look(name: string): Promise<boolean> {
    await Promise.resolve();
    looks.delete(name);
    return (await queue(name).getBackend().getQueueMetaField(field)) !== null;
  }

  return {
    async set(name) {
      await queue(name)
        .getBackend()
        .setQueueMeta({ [field]: "1" });
    },
    isSet(name) {
      const shared = looks.get(name) ?? look(name);
      looks.set(name, shared);
      return shared;
    },
  };
}
