/** The operations on what stops sending beyond one connection. */
import { operation } from "../operation.ts";
import { killInput, reviveInput, workspacePauses } from "../schemas/pause.ts";

const tag = "Pauses" as const;
const answer = { status: 200, schema: workspacePauses } as const;
const effect =
  "Once this has answered, no further message goes out; what is being sent at that moment ends, everything else waits in its place. With `until` it lifts by itself then. Pausing what is paused replaces reason and end. Updates are received and passed on as always.";

export const pauseOperations = {
  getPauses: operation({
    id: "getPauses",
    method: "get",
    path: "/pauses",
    summary: "What stops the sending of the whole workspace, if anything",
    tag,
    scopes: [],
    answer,
  }),
  pauseWorkspace: operation({
    id: "pauseWorkspace",
    method: "post",
    path: "/workspaces/current/pause",
    summary: "Stop all sending of the workspace",
    description: effect,
    tag,
    scopes: ["connections:manage"],
    body: killInput,
    answer,
  }),
  resumeWorkspace: operation({
    id: "resumeWorkspace",
    method: "post",
    path: "/workspaces/current/resume",
    summary: "Let the workspace send again",
    tag,
    scopes: ["connections:manage"],
    body: reviveInput,
    answer,
  }),
  pauseInstallation: operation({
    id: "pauseInstallation",
    method: "post",
    path: "/installation/pause",
    summary: "Stop all sending of every workspace",
    description: effect,
    tag,
    scopes: ["workspaces:manage"],
    body: killInput,
    answer,
  }),
  resumeInstallation: operation({
    id: "resumeInstallation",
    method: "post",
    path: "/installation/resume",
    summary: "Let the installation send again",
    description: "Workspaces and connections that are paused by themselves stay so.",
    tag,
    scopes: ["workspaces:manage"],
    body: reviveInput,
    answer,
  }),
};
