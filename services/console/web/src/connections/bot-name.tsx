/** A bot as people know it: its sign, its name and its @name. */
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Bot } from "../api/contract.ts";
import classes from "./bot-name.module.css";
import { BotPicture } from "./bot-picture.tsx";

interface BotNameProps {
  readonly bot: Pick<Bot, "name" | "username" | "picture">;
  /** Ours for it, where it was given one. */
  readonly displayName?: string | null | undefined;
  readonly size?: "md" | "lg";
  readonly children?: ReactNode;
}

export function BotName({ bot, displayName, size = "md", children }: BotNameProps) {
  return (
    <div className={classes.bot}>
      <BotPicture bot={bot} size={size === "lg" ? 52 : 42} />
      <div className={classes.names}>
        <Text component="span" fw={650} truncate>
          {displayName ?? bot.name}
        </Text>
        <Text component="span" size="sm" c="dimmed" truncate>
          @{bot.username}
          {displayName && ` · ${bot.name}`}
        </Text>
        {children}
      </div>
    </div>
  );
}
