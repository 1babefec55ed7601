/** What most workspaces do after the first message. */
import { Paper, Text, Title } from "@mantine/core";
import {
  type Icon,
  IconChevronRight,
  IconKey,
  IconListCheck,
  IconUsers,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import classes from "./what-next.module.css";

interface Next {
  readonly to: "/settings/keys" | "/policies" | "/settings/people";
  readonly icon: Icon;
  readonly title: string;
  readonly text: string;
}

const ways: readonly Next[] = [
  {
    to: "/settings/keys",
    icon: IconKey,
    title: "Let your agent in",
    text: "An API key with which Sidekick, or any program, reads and asks to send.",
  },
  {
    to: "/policies",
    icon: IconListCheck,
    title: "Say what may pass",
    text: "Rules, tried on what was sent before. Without one a person is always asked.",
  },
  {
    to: "/settings/people",
    icon: IconUsers,
    title: "Share the approving",
    text: "Invite people, and say who decides. They can do it in Telegram too.",
  },
];

export function WhatNext() {
  return (
    <section aria-label="What next" className={classes.next}>
      <Title order={2} size="h4">
        What next
      </Title>
      <ul className={classes.ways}>
        {ways.map(({ to, icon: Sign, title, text }) => (
          <Paper key={to} component="li" withBorder className={classes.way}>
            <Link to={to} className={classes.link}>
              <Sign size={24} stroke={1.75} aria-hidden className={classes.sign} />
              <span>
                <Text component="span" fw={600} className={classes.title}>
                  {title} <IconChevronRight size={16} aria-hidden />
                </Text>
                <Text component="span" size="sm" c="dimmed" display="block">
                  {text}
                </Text>
              </span>
            </Link>
          </Paper>
        ))}
      </ul>
    </section>
  );
}
