/** The operations on files to be sent. */
import { operation } from "../operation.ts";
import { idParams } from "../schemas/common.ts";
import { fileBytes, mostUploadBytes, upload, uploadQuery } from "../schemas/upload.ts";

const tag = "Messages" as const;
const see = ["messages:send", "messages:read", "approvals:decide"] as const;

export const uploadOperations = {
  createUpload: operation({
    id: "createUpload",
    method: "post",
    path: "/uploads",
    summary: "Hand over a file to be sent",
    description:
      "The body is the file itself, 50 MiB at the most, and what it is is found out from its bytes. " +
      "Messages name it by `uploadId`. It is kept for a day, and as long as a message needs it.",
    tag,
    scopes: ["messages:send"],
    query: uploadQuery,
    takesBytes: mostUploadBytes,
    answer: { status: 201, schema: upload },
  }),
  getUpload: operation({
    id: "getUpload",
    method: "get",
    path: "/uploads/{id}",
    summary: "What a file is",
    tag,
    scopes: see,
    params: idParams,
    answer: { status: 200, schema: upload },
    problems: ["E044"],
  }),
  getUploadContent: operation({
    id: "getUploadContent",
    method: "get",
    path: "/uploads/{id}/content",
    summary: "The file itself",
    tag,
    scopes: see,
    params: idParams,
    givesBytes: ["application/octet-stream"],
    answer: { status: 200, schema: fileBytes },
    problems: ["E023", "E044"],
  }),
};
