/** By what people want to be told of approvals, and when not. */
import { faultsOfQuietHours, noticeChannels } from "@lumenflow/governance";
import { z } from "zod";
import { roles } from "../scopes.ts";
import { id, instant, json, jsonInput } from "./common.ts";

const channel = z.enum(noticeChannels);

const quietHours = {
  type: ["object", "null"] as ["object", "null"],
  description:
    "zone (IANA), from, to and weekdays, as in a rule's schedule: cards and webhooks wait until they are over; what waits is shown in the console all the same",
  example: { zone: "Europe/Vienna", from: "22:00", to: "07:00" },
};

export const noticeChoice = z
  .object({
    channels: z.array(channel),
    quietHours: json.nullable().openapi(quietHours),
    quietUntil: instant.nullable().openapi({ description: "Set while quiet hours hold" }),
  })
  .openapi("NoticeChoice");

export const noticeInput = z
  .strictObject({
    channels: z.array(channel).max(noticeChannels.length),
    quietHours: jsonInput.nullable().openapi(quietHours),
  })
  .superRefine(({ quietHours: asked }, context) => {
    if (asked == null) return;
    for (const { path, message } of faultsOfQuietHours(asked, "quietHours")) {
      context.addIssue({ code: "custom", path: path.split("."), message });
    }
  })
  .openapi("NoticeInput");

export const noticeList = z
  .object({
    data: z.array(
      z.object({
        id: id("usr"),
        name: z.string(),
        role: z.enum(roles),
        channels: z.array(channel).openapi({ description: "By what to tell them now" }),
        quietUntil: instant.nullable().openapi({ description: "Ask again then" }),
      }),
    ),
  })
  .openapi("NoticeList");
