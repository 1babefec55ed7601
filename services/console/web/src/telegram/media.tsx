/** Shows a picture, a sound or a file as Telegram would, from the very bytes that would be sent. */
import { IconFile, IconPhoto } from "@tabler/icons-react";
import { sizeWords } from "../ui/size-words.ts";
import { FormattedText } from "./formatted-text.tsx";
import classes from "./media.module.css";
import type { SeenMedia } from "./read-media.ts";

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

function MediaItem({ media }: { media: SeenMedia }) {
  const { kind, url, fileName, title } = media;
  const name = title ?? fileName ?? kind;
  if (url === null) return <Unseen media={media} />;
  switch (kind) {
    case "photo":
      return <img src={url} alt={name} className={classes.picture} />;
    case "sticker":
      return <Sticker media={media} url={url} />;
    case "video":
    case "animation":
      return <Moving media={media} url={url} />;
    case "audio":
    case "voice":
      return (
        <div className={classes.sound}>
          <span>{kind === "voice" ? "Voice message" : name}</span>
          {/* biome-ignore lint/a11y/useMediaCaption: nobody has written captions for what is about to be sent */}
          <audio src={url} controls preload="metadata" aria-label={name} />
        </div>
      );
    case "document":
      return <Document media={media} url={url} />;
  }
}

function Moving({ media: { kind, mimeType, fileName }, url }: { media: SeenMedia; url: string }) {
  if (mimeType === "image/gif") {
    return <img src={url} alt={fileName ?? kind} className={classes.picture} />;
  }
  return (
    <video
      src={url}
      controls
      muted={kind === "animation"}
      loop={kind === "animation"}
      preload="metadata"
      aria-label={fileName ?? kind}
      className={classes.picture}
    />
  );
}

function Sticker({ media: { mimeType, fileName }, url }: { media: SeenMedia; url: string }) {
  if (mimeType !== "image/webp") return <Named kind="Sticker" name={fileName ?? ""} />;
  return <img src={url} alt="Sticker" className={classes.sticker} />;
}

function Document({ media: { fileName, size }, url }: { media: SeenMedia; url: string }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" className={classes.document}>
      <IconFile size={28} aria-hidden />
      <span>
        <strong>{fileName}</strong>
        {size !== null && <span className={classes.size}>{sizeWords(size)}</span>}
      </span>
    </a>
  );
}

/** A file that Telegram alone has: it cannot be shown before it is sent. */
function Unseen({ media: { kind } }: { media: SeenMedia }) {
  return <Named kind={kind} name="known to Telegram, not to us" />;
}

function Named({ kind, name }: { kind: string; name: string }) {
  return (
    <span className={classes.document}>
      <IconPhoto size={28} aria-hidden />
      <span>
        <strong className={classes.kind}>{kind}</strong>
        <span className={classes.size}>{name}</span>
      </span>
    </span>
  );
}
