/** Shows a picture, a sound or a file as Telegram would: from our own bytes, or passed on from Telegram. */

import {
  type Icon,
  IconDownload,
  IconFile,
  IconGif,
  IconMicrophone,
  IconMoodSmile,
  IconMusic,
  IconPhoto,
  IconVideo,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fileFaultQuery } from "../api/files.ts";
import { sizeWords } from "../ui/size-words.ts";
import { fitted } from "./fitted.ts";
import { FormattedText } from "./formatted-text.tsx";
import classes from "./media.module.css";
import type { MediaKind, SeenMedia } from "./read-media.ts";

const signs: Readonly<Record<MediaKind, Icon>> = {
  photo: IconPhoto,
  video: IconVideo,
  animation: IconGif,
  sticker: IconMoodSmile,
  audio: IconMusic,
  voice: IconMicrophone,
  document: IconFile,
};

export function MediaList({ media }: { media: readonly SeenMedia[] }) {
  return (
    <div className={media.length > 1 ? classes.album : classes.single}>
      {media.map((item, index) => (
        <figure key={index} className={classes.item}>
          <MediaItem media={item} />
          {item.caption !== null && (
            <figcaption className={classes.caption} dir="auto">
              <FormattedText nodes={item.caption} />
            </figcaption>
          )}
        </figure>
      ))}
    </div>
  );
}

interface Shown {
  readonly media: SeenMedia;
  readonly url: string;
  readonly onError: () => void;
}

function MediaItem({ media }: { media: SeenMedia }) {
  const [broken, setBroken] = useState(false);
  const { kind, url, missing } = media;
  if (url === null) return <Named kind={kind} name={missing ?? "it cannot be shown"} />;
  if (broken) return <Broken media={media} url={url} />;
  const shown = { media, url, onError: () => setBroken(true) };
  switch (kind) {
    case "photo":
      return <Photo {...shown} />;
    case "sticker":
      return <Sticker {...shown} />;
    case "video":
    case "animation":
      return <Moving {...shown} />;
    case "audio":
    case "voice":
      return <Sound {...shown} />;
    case "document":
      return <Document media={media} url={url} />;
  }
}

function Photo({ media, url, onError }: Shown) {
  const { title, fileName, kind, full } = media;
  const name = title ?? fileName ?? kind;
  const picture = (
    <img src={url} alt={name} {...fitted(media)} onError={onError} className={classes.picture} />
  );
  if (full === null) return picture;
  return (
    <a href={full} target="_blank" rel="noopener noreferrer" title="Show the whole picture">
      {picture}
    </a>
  );
}

function Moving({ media, url, onError }: Shown) {
  const { kind, mimeType, fileName, thumbnail } = media;
  if (mimeType === "image/gif") return <Photo media={media} url={url} onError={onError} />;
  return (
    <video
      src={url}
      {...(thumbnail !== null && { poster: thumbnail })}
      {...fitted(media)}
      controls
      muted={kind === "animation"}
      loop={kind === "animation"}
      // With a picture of it, nothing of it is fetched before somebody wants to see it.
      preload={thumbnail === null ? "metadata" : "none"}
      onError={onError}
      aria-label={fileName ?? kind}
      className={classes.picture}
    />
  );
}

function Sound({ media, url, onError }: Shown) {
  const { kind, title, fileName, duration } = media;
  const name = kind === "voice" ? "Voice message" : (title ?? fileName ?? "Audio");
  return (
    <div className={classes.sound}>
      <span>
        {name}
        {duration !== null && duration > 0 && (
          <span className={classes.beside}> · {clockOf(duration)}</span>
        )}
      </span>
      {/* biome-ignore lint/a11y/useMediaCaption: nobody has written captions for it */}
      <audio src={url} controls preload="none" onError={onError} aria-label={name} />
    </div>
  );
}

function Sticker({ media, url, onError }: Shown) {
  const { mimeType, fileName, title } = media;
  const name = title === null ? "Sticker" : `Sticker ${title}`;
  if (mimeType === "image/webp") {
    return <img src={url} alt={name} onError={onError} className={classes.sticker} />;
  }
  if (mimeType === "video/webm") {
    return <Moving media={{ ...media, kind: "animation" }} url={url} onError={onError} />;
  }
  return <Named kind="sticker" name={title ?? fileName ?? ""} />;
}

function Document({ media, url }: Pick<Shown, "media" | "url">) {
  const { fileName, size, thumbnail } = media;
  const [pictured, setPictured] = useState(thumbnail !== null);
  return (
    <a href={url} download={fileName ?? true} className={classes.document}>
      {pictured && thumbnail !== null ? (
        <img src={thumbnail} alt="" onError={() => setPictured(false)} className={classes.leaf} />
      ) : (
        <IconFile size={28} aria-hidden />
      )}
      <span>
        <strong>{fileName ?? "Document"}</strong>
        <span className={classes.size}>
          {size !== null && `${sizeWords(size)} · `}
          <IconDownload size={13} aria-hidden /> Download
        </span>
      </span>
    </a>
  );
}

/** The server knows why it is not there; where it is, the browser could not show it. */
function Broken({ media: { kind }, url }: { media: SeenMedia; url: string }) {
  const { data: fault, isPending, isError } = useQuery(fileFaultQuery(url));
  if (isPending) return <Named kind={kind} name="…" />;
  if (isError) return <Named kind={kind} name="the server could not be asked for it" />;
  if (fault !== null) return <Named kind={kind} name={fault} />;
  const Sign = signs[kind];
  return (
    <a href={url} download className={classes.document}>
      <Sign size={28} aria-hidden />
      <span>
        <strong className={classes.kind}>{kind}</strong>
        <span className={classes.size}>
          This browser cannot show it · <IconDownload size={13} aria-hidden /> Download
        </span>
      </span>
    </a>
  );
}

function Named({ kind, name }: { kind: MediaKind; name: string }) {
  const Sign = signs[kind];
  return (
    <span className={classes.document}>
      <Sign size={28} aria-hidden />
      <span>
        <strong className={classes.kind}>{kind}</strong>
        <span className={classes.size}>{name}</span>
      </span>
    </span>
  );
}

function clockOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
}
