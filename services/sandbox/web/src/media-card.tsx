/** Stands in for media: what it is, its name and its size. */
import { Group, Paper, Text, ThemeIcon } from "@mantine/core";
import {
  IconChartBar,
  IconFile,
  IconGif,
  IconMapPin,
  IconMicrophone,
  IconMoodSmile,
  IconMusic,
  IconPhoto,
  IconVideo,
} from "@tabler/icons-react";
import type { Message } from "./api.ts";

const KINDS = [
  { field: "animation", label: "Animation", Icon: IconGif },
  { field: "photo", label: "Photo", Icon: IconPhoto },
  { field: "video", label: "Video", Icon: IconVideo },
  { field: "video_note", label: "Video message", Icon: IconVideo },
  { field: "audio", label: "Audio", Icon: IconMusic },
  { field: "voice", label: "Voice message", Icon: IconMicrophone },
  { field: "sticker", label: "Sticker", Icon: IconMoodSmile },
  { field: "location", label: "Location", Icon: IconMapPin },
  { field: "poll", label: "Poll", Icon: IconChartBar },
  { field: "document", label: "Document", Icon: IconFile },
];

export function MediaCard({ message }: { message: Message }) {
  const kind = KINDS.find(({ field }) => message[field] !== undefined);
  if (!kind) return null;
  return (
    <Paper withBorder p="xs" mb={4}>
      <Group wrap="nowrap" gap="sm">
        <ThemeIcon variant="light" size="lg" radius="xl">
          <kind.Icon size={18} />
        </ThemeIcon>
        <div>
          <Text size="sm" fw={600}>
            {kind.label}
          </Text>
          <Text size="xs" c="dimmed">
            {detail(message, kind.field)}
          </Text>
        </div>
      </Group>
    </Paper>
  );
}

function detail(message: Message, field: string): string {
  const value = message[field];
  const one = (Array.isArray(value) ? value.at(-1) : value) as Record<string, unknown>;
  if (field === "location") return `${one.latitude}, ${one.longitude}`;
  if (field === "sticker") return String(one.emoji ?? "");
  if (field === "poll") {
    const options = one.options as { text: string }[];
    return `${one.question} — ${options.map(({ text }) => text).join(" · ")}`;
  }
  const size = typeof one.file_size === "number" ? `${Math.ceil(one.file_size / 1_024)} KB` : "";
  return [one.title, one.file_name, size].filter(Boolean).join(" · ") || "not shown in the sandbox";
}
