/** Serves the operations on files to be sent. */
import {
  Bytes,
  operations,
  type Principal,
  problem,
  type Route,
  route,
  type UploadView,
} from "@lumenflow/api";
import type { Database, UploadRow } from "@lumenflow/db";
import { EmptyFile, type Media, readBack, TooLarge } from "@lumenflow/media";
import { isId } from "../ids.ts";

export interface UploadDeps {
  readonly database: Pick<Database, "uploads">;
  readonly media: Pick<Media, "receive">;
}

export function uploadRoutes({ database: { uploads }, media }: UploadDeps): Route[] {
  async function found({ workspaceId }: Principal, id: string): Promise<UploadRow> {
    const row = isId(id) ? await uploads.find(workspaceId, id) : null;
    if (row === null) throw problem.notFound("There is no upload of this id here.");
    return row;
  }

  return [
    route(operations.createUpload, async ({ query, bytes, principal }) => {
      const { kind, id, name, workspaceId } = principal;
      const incoming = {
        workspaceId,
        createdBy: { kind, id, name },
        fileName: query.fileName ?? "file",
        maxBytes: operations.createUpload.takesBytes ?? 0,
      };
      const { uploadId } = await media.receive(bytes, incoming).catch(refuse);
      return { body: present(await found(principal, uploadId)) };
    }),

    route(operations.getUpload, async ({ params: { id }, principal }) => ({
      body: present(await found(principal, id)),
    })),

    route(operations.getUploadContent, async ({ params: { id }, principal }) => {
      const row = await found(principal, id);
      if (row.status === "erased") throw problem.conflict("The file is not kept any more.");
      const { workspaceId, sha256 } = row;
      return {
        body: new Bytes({
          ...row,
          source: readBack(uploads, { workspaceId, uploadId: id, sha256 }),
        }),
      };
    }),
  ];
}

function refuse(error: unknown): never {
  if (error instanceof TooLarge) {
    throw problem.unreadable(413, `The file is larger than ${error.maxBytes} bytes.`);
  }
  if (error instanceof EmptyFile) throw problem.unreadable(400, "The file is empty.");
  throw error;
}

function present({
  id,
  fileName,
  mimeType,
  size,
  sha256,
  status,
  createdAt,
}: UploadRow): UploadView {
  return { id, fileName, mimeType, size, sha256, status, createdAt: createdAt.toISOString() };
}
