/** Withdraws a message that has not gone out. */
import { z } from "zod";
import { tool } from "../tool.ts";

export const withdrawMessage = tool({
  name: "withdraw_message",
  title: "Withdraw a message",
  description:
    "Takes a message back that has not gone out: nobody is asked about it any more. Needs the scope messages:send.",
  reads: false,
  input: z.strictObject({ id: z.string().describe("`msg_…`, as send_message answered") }),
  run: ({ id }, { ask }) => ask("cancelMessage", { params: { id } }),
});
