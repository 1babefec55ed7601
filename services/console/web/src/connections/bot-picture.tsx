/** A bot's picture; of one that has none, the initials of its name. */
import { Avatar } from "@mantine/core";
import type { Bot } from "../api/contract.ts";

interface BotPictureProps {
  readonly bot: Pick<Bot, "name" | "picture">;
  /** Pixels. */
  readonly size: number;
}

/** Beside the name, so that nobody needs to be told of it. */
export function BotPicture({ bot: { name, picture }, size }: BotPictureProps) {
  return <Avatar src={picture} name={name} color="initials" size={size} alt="" aria-hidden />;
}
