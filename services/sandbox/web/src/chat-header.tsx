/** Says who talks to which bot where, and lets that be changed. */
import { ActionIcon, Group, Menu, NativeSelect, Text } from "@mantine/core";
import {
  IconBan,
  IconCircleCheck,
  IconDotsVertical,
  IconUserPlus,
  IconUsersPlus,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Bot, type Chat, type Person } from "./api.ts";
import { BotPicture } from "./bot-picture.tsx";
import classes from "./chat-header.module.css";
import { NameForm } from "./name-form.tsx";

export interface ChatHeaderProps {
  bot: Bot;
  typing: boolean;
  people: Person[];
  groups: Chat[];
  person: Person;
  groupId: string | undefined;
  /** What the bot is in this chat. */
  status: string;
  onPerson(id: string): void;
  onGroup(id: string | undefined): void;
  onChanged(): Promise<unknown>;
}

const nameOf = ({ firstName, lastName }: Person) => [firstName, lastName].filter(Boolean).join(" ");

export function ChatHeader(props: ChatHeaderProps) {
  const { bot, typing, people, groups, person, groupId, status, onPerson, onGroup, onChanged } =
    props;
  const [asking, setAsking] = useState<"person" | "group">();
  const away = status === "kicked" || status === "left";
  const toggle = useMutation({
    mutationFn: () =>
      api.setMember(groupId ?? person.id, {
        botId: bot.id,
        status: away ? "member" : "kicked",
        byUserId: person.id,
      }),
    onSuccess: onChanged,
  });
  const addPerson = useMutation({
    mutationFn: api.createPerson,
    async onSuccess({ id }) {
      await onChanged();
      onPerson(id);
      onGroup(undefined);
      setAsking(undefined);
    },
  });
  const addGroup = useMutation({
    mutationFn: (title: string) => api.createGroup(title, bot.id),
    async onSuccess({ id }) {
      await onChanged();
      onGroup(id);
      setAsking(undefined);
    },
  });

  return (
    <div className={classes.header}>
      <Group wrap="nowrap" gap="sm">
        <BotPicture bot={bot} />
        <div className={classes.names}>
          <Text fw={600} size="sm" truncate>
            {bot.name}
          </Text>
          <Text size="xs" c="dimmed" truncate aria-live="polite">
            {typing ? "typing…" : `@${bot.username}`}
          </Text>
        </div>
        <Menu position="bottom-end" withinPortal={false}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Chat menu">
              <IconDotsVertical size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={away ? <IconCircleCheck size={16} /> : <IconBan size={16} />}
              onClick={() => toggle.mutate()}
            >
              {groupId
                ? away
                  ? "Add the bot to this group"
                  : "Remove the bot from this group"
                : away
                  ? "Unblock the bot"
                  : "Block the bot"}
            </Menu.Item>
            <Menu.Item leftSection={<IconUsersPlus size={16} />} onClick={() => setAsking("group")}>
              New group with this bot
            </Menu.Item>
            <Menu.Item leftSection={<IconUserPlus size={16} />} onClick={() => setAsking("person")}>
              New person
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      {asking ? (
        <NameForm
          key={asking}
          label={asking === "group" ? "Name of the group" : "First name of the person"}
          pending={addGroup.isPending || addPerson.isPending}
          error={(asking === "group" ? addGroup.error : addPerson.error)?.message}
          onCancel={() => setAsking(undefined)}
          onSubmit={(name) => (asking === "group" ? addGroup : addPerson).mutate(name)}
        />
      ) : (
        <div className={classes.choices}>
          <NativeSelect
            size="xs"
            label="You are"
            value={person.id}
            onChange={(event) => onPerson(event.currentTarget.value)}
            data={people.map((one) => ({ value: one.id, label: nameOf(one) }))}
          />
          <NativeSelect
            size="xs"
            label="Writing in"
            value={groupId ?? ""}
            onChange={(event) => onGroup(event.currentTarget.value || undefined)}
            data={[
              { value: "", label: "Private chat" },
              ...groups.map(({ id, title }) => ({ value: id, label: title })),
            ]}
          />
        </div>
      )}
    </div>
  );
}
