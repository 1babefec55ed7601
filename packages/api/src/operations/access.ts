/** The operations on workspaces and API keys, and who the caller is. */
import { z } from "zod";
import { operation } from "../operation.ts";
import {
  apiKey,
  apiKeyInput,
  createdApiKey,
  createdWorkspace,
  me,
  rotationInput,
  workspaceInput,
} from "../schemas/access.ts";
import { cursorQuery, idParams, page } from "../schemas/common.ts";

const tag = "Access" as const;

export const accessOperations = {
  getMe: operation({
    id: "getMe",
    method: "get",
    path: "/me",
    summary: "Who the caller is and what it may do",
    tag,
    scopes: [],
    answer: { status: 200, schema: me },
  }),
  createWorkspace: operation({
    id: "createWorkspace",
    method: "post",
    path: "/workspaces",
    summary: "Make a workspace, with a key of its own",
    tag,
    scopes: ["workspaces:manage"],
    body: workspaceInput,
    answer: { status: 201, schema: createdWorkspace },
  }),
  createApiKey: operation({
    id: "createApiKey",
    method: "post",
    path: "/api-keys",
    summary: "Make an API key; it can be given no scope that its maker lacks",
    tag,
    scopes: ["connections:manage"],
    body: apiKeyInput,
    answer: { status: 201, schema: createdApiKey },
  }),
  listApiKeys: operation({
    id: "listApiKeys",
    method: "get",
    path: "/api-keys",
    summary: "List API keys that are not revoked",
    tag,
    scopes: ["connections:manage"],
    query: cursorQuery,
    answer: { status: 200, schema: page(apiKey) },
  }),
  rotateApiKey: operation({
    id: "rotateApiKey",
    method: "post",
    path: "/api-keys/{id}/rotate",
    summary: "Give an API key a new secret; the one before is accepted a while longer",
    description:
      "Id, name, scopes and expiry stay. Whoever rotates a key has seen its secret, so it takes all of the key's scopes, and counts as its maker where somebody decides about their own requests. Rotating again ends the secret before the last.",
    tag,
    scopes: ["connections:manage"],
    params: idParams,
    body: rotationInput,
    answer: { status: 200, schema: createdApiKey },
    problems: ["E044", "E023"],
  }),
  deleteApiKey: operation({
    id: "deleteApiKey",
    method: "delete",
    path: "/api-keys/{id}",
    summary: "Revoke an API key, within a second everywhere",
    tag,
    scopes: ["connections:manage"],
    params: idParams,
    answer: { status: 204, schema: z.undefined() },
    problems: ["E044"],
  }),
};
