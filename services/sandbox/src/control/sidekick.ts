/** Switches the example Sidekick on and off. */
import { z } from "zod";
import type { ExampleSidekick } from "../example-sidekick.ts";
import { ok, type Route, readJson } from "./route.ts";

const settings = z.object({
  baseUrl: z.url({ protocol: /^https?$/ }),
  apiKey: z.string().trim().min(1).max(400),
  connectionId: z.string().trim().min(1).max(100).optional(),
});

export function sidekickRoutes(sidekick: ExampleSidekick): Route[] {
  return [
    {
      method: "POST",
      path: "/sidekick",
      handle({ text }) {
        sidekick.start(readJson(settings, text));
        return ok(sidekick.status());
      },
    },
    { method: "GET", path: "/sidekick", handle: () => ok(sidekick.status()) },
    {
      method: "DELETE",
      path: "/sidekick",
      handle() {
        sidekick.stop();
        return ok(sidekick.status());
      },
    },
  ];
}
