/** Makes and lists the people of the sandbox. */
import { z } from "zod";
import type { Core } from "../core.ts";
import type { User } from "../state/types.ts";
import { created, list, type Route, readJson } from "./route.ts";

const newUser = z.object({
  firstName: z.string().trim().min(1).max(64),
  lastName: z.string().trim().max(64).optional(),
  username: z
    .string()
    .trim()
    .transform((username) => username.replace(/^@/, ""))
    .optional(),
  languageCode: z.string().max(10).default("en"),
  /** False: bots may write only after this person wrote to them. */
  reachable: z.boolean().default(true),
});

const view = (user: User) => ({ ...user, id: String(user.id) });

export function userRoutes({ people, events }: Pick<Core, "people" | "events">): Route[] {
  return [
    {
      method: "POST",
      path: "/users",
      handle({ text }) {
        const user = people.create(readJson(newUser, text));
        events.publish({ type: "chats" });
        return created(view(user));
      },
    },
    {
      method: "GET",
      path: "/users",
      handle() {
        people.someone();
        return list(people.all().map(view));
      },
    },
  ];
}
