import fc from "fast-check";
import { expect, test } from "vitest";
import { createWaitingRoom } from "./waiting-room.ts";

const size = { items: 6, bytes: 60 };
const share = { items: 3, bytes: 30 };

test("holds no more than its size, and of one owner no more than its share", () => {
  const guest = fc.record({ owner: fc.constantFrom("a", "b", "c", "d"), bytes: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(fc.oneof(guest, fc.constant("leave" as const))), (steps) => {
      const room = createWaitingRoom(size, share);
      let inside: { owner: string; bytes: number }[] = [];
      const bytes = (guests: typeof inside) => guests.reduce((sum, each) => sum + each.bytes, 0);
      for (const step of steps) {
        if (step === "leave") {
          const [first, ...rest] = inside;
          if (first !== undefined) room.leave(first);
          inside = rest;
        } else {
          const all = [...inside, step];
          const own = all.filter(({ owner }) => owner === step.owner);
          const fits =
            all.length <= size.items &&
            bytes(all) <= size.bytes &&
            own.length <= share.items &&
            bytes(own) <= share.bytes;
          expect(room.enter(step)).toBe(fits);
          if (fits) inside = all;
        }
        expect(room.items()).toBe(inside.length);
      }
    }),
  );
});
