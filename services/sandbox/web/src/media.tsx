/** Shows media as a Telegram client would; what cannot be shown here as what it is, its name and size. */
import { Anchor, Group, Paper, Text, ThemeIcon } from "@mantine/core";
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
import { useState } from "react";
import { fileUrl, type Message } from "./api.ts";
import classes from "./media.module.css";

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

export function Media({ message }: { message: Message }) {
  const [broken, setBroken] = useState(false);
  const kind = KINDS.find(({ field }) => message[field] !== undefined);
  if (!kind) return null;
  const shown = broken ? null : (
    <Shown message={message} {...kind} onError={() => setBroken(true)} />
  );
  if (shown !== null && isShown(message, kind.field)) return shown;
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

type File = Record<string, unknown>;

function fileOf(message: Message, field: string): File {
  const value = message[field];
  return ((Array.isArray(value) ? value.at(-1) : value) ?? {}) as File;
}

/** Files that came by address have no bytes here, and thus no size. */
function isShown(message: Message, field: string): boolean {
  const { file_id, file_size, is_animated } = fileOf(message, field);
  return typeof file_id === "string" && Number(file_size ?? 0) > 0 && is_animated !== true;
}

interface ShownProps {
  message: Message;
  field: string;
  label: string;
  onError(): void;
}

function Shown({ message, field, label, onError }: ShownProps) {
  const file = fileOf(message, field);
  const url = fileUrl(String(file.file_id));
  const isGif = field === "animation" && file.mime_type === "image/gif";
  if (field === "photo" || field === "sticker" || isGif) {
    return (
      <img src={url} alt={label} onError={onError} className={classes[field] ?? classes.photo} />
    );
  }
  if (field === "video" || field === "animation" || field === "video_note") {
    return (
      // biome-ignore lint/a11y/useMediaCaption: nobody has written captions for it
      <video src={url} controls onError={onError} aria-label={label} className={classes.photo} />
    );
  }
  if (field === "audio" || field === "voice") {
    return (
      // biome-ignore lint/a11y/useMediaCaption: nobody has written captions for it
      <audio
        src={url}
        controls
        preload="none"
        onError={onError}
        aria-label={label}
        className={classes.sound}
      />
    );
  }
  return (
    <Anchor
      href={url}
      download={String(file.file_name ?? "file")}
      size="sm"
      className={classes.file}
    >
      <IconFile size={22} aria-hidden /> {String(file.file_name ?? label)}
    </Anchor>
  );
}

function detail(message: Message, field: string): string {
  const one = fileOf(message, field);
  if (field === "location") return `${one.latitude}, ${one.longitude}`;
  if (field === "sticker") return String(one.emoji ?? "");
  if (field === "poll") {
    const options = one.options as { text: string }[];
    return `${one.question} — ${options.map(({ text }) => text).join(" · ")}`;
  }
  const size = typeof one.file_size === "number" ? `${Math.ceil(one.file_size / 1_024)} KB` : "";
  return [one.title, one.file_name, size].filter(Boolean).join(" · ") || "not shown in the sandbox";
}
