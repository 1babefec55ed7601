/** A bot's picture; of one that has none, the initials of its name. */
import { Avatar } from "@mantine/core";
import { type Bot, fileUrl } from "./api.ts";

export function BotPicture({ bot: { name, picture } }: { bot: Bot }) {
  return (
    <Avatar
      src={picture === null ? null : fileUrl(picture)}
      name={name}
      color="initials"
      radius="xl"
      alt=""
      aria-hidden
    />
  );
}
