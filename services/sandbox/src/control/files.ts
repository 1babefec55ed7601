/** Shows the page the files that people and bots have sent. */
import type { Core } from "../core.ts";
import { sendBytes } from "../http/send-bytes.ts";
import { notFound, type Route } from "./route.ts";

/** What a page may show; anything else is only saved. */
const shown = /^(image\/(jpeg|png|gif|webp)|video\/(mp4|webm)|audio\/(mpeg|mp4|ogg))$/;

export function fileRoutes({ files }: Pick<Core, "files">): Route[] {
  return [
    {
      method: "GET",
      path: "/files/:id",
      handle({ params, req, res }) {
        const id = params.id ?? "";
        const file = files.get(Number(/^SBX_(\d+)_/.exec(id)?.[1]), id);
        if (!file || file.size === 0) throw notFound("There is no such file here any more.");
        const inline = shown.test(file.mimeType);
        sendBytes(req, res, file.bytes, {
          "content-type": inline ? file.mimeType : "application/octet-stream",
          "content-disposition": inline ? "inline" : "attachment",
          "content-security-policy": "default-src 'none'; sandbox",
          "x-content-type-options": "nosniff",
          "cache-control": "private, max-age=3600",
        });
        return undefined;
      },
    },
  ];
}
