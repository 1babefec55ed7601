/** Counts what waits, of all and of each owner, and says when there is no room for more. */

/** How much may wait. */
export interface Room {
  readonly items: number;
  readonly bytes: number;
}

/** What waits, as much as the room wants to know of it. */
export interface Guest {
  readonly owner: string;
  readonly bytes: number;
}

export interface WaitingRoom {
  /** False, and nothing has changed, where there is no room for it. */
  enter(guest: Guest): boolean;
  /** The same for all of them together. */
  enterAll(guests: readonly Guest[]): boolean;
  leave(guest: Guest): void;
  /** How many wait. */
  items(): number;
}

/** `forOwner` is the most that one owner may have of it. */
export function createWaitingRoom(forAll: Room, forOwner: Room): WaitingRoom {
  const all = { items: 0, bytes: 0 };
  const owners = new Map<string, { items: number; bytes: number }>();

  function enter({ owner, bytes }: Guest): boolean {
    const known = owners.get(owner);
    const own = known ?? { items: 0, bytes: 0 };
    if (!fits(all, bytes, forAll) || !fits(own, bytes, forOwner)) return false;
    if (known === undefined) owners.set(owner, own);
    count(all, 1, bytes);
    count(own, 1, bytes);
    return true;
  }

  function leave({ owner, bytes }: Guest): void {
    const own = owners.get(owner);
    if (own === undefined) throw new Error("nobody of this owner waits");
    count(all, -1, -bytes);
    count(own, -1, -bytes);
    if (own.items === 0) owners.delete(owner);
  }

  return {
    items: () => all.items,
    enter,
    leave,
    enterAll(guests) {
      const first = guests.findIndex((guest) => !enter(guest));
      if (first < 0) return true;
      for (const guest of guests.slice(0, first)) leave(guest);
      return false;
    },
  };
}

function fits(used: Room, bytes: number, room: Room): boolean {
  return used.items < room.items && used.bytes + bytes <= room.bytes;
}

function count(used: { items: number; bytes: number }, items: number, bytes: number): void {
  used.items += items;
  used.bytes += bytes;
}
