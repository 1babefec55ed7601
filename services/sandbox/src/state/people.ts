/** Holds the people who can write to bots. */
import { randomInt } from "node:crypto";
import type { Store } from "./store.ts";
import type { User } from "./types.ts";

export interface People {
  create(input: Partial<User> & { firstName: string }): User;
  get(id: number): User | undefined;
  all(): User[];
  /** The person who writes when nobody is named. */
  someone(): User;
}

const SOMEONE = { id: 700_000_001, firstName: "Sam", lastName: "Sandbox", username: "sam_sandbox" };

export function createPeople(store: Store): People {
  const users = new Map((store.loaded("user:") as User[]).map((user) => [user.id, user]));

  function create(input: Partial<User> & { firstName: string }): User {
    const user: User = { languageCode: "en", reachable: true, ...input, id: input.id ?? freeId() };
    users.set(user.id, user);
    store.put(`user:${user.id}`, user);
    return user;
  }
  function freeId(): number {
    const id = randomInt(1_000_000_000, 4_999_999_999);
    return users.has(id) ? freeId() : id;
  }

  return {
    create,
    get: (id) => users.get(id),
    all: () => [...users.values()],
    someone: () => users.get(SOMEONE.id) ?? create(SOMEONE),
  };
}
