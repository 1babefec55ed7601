/** Serves what people choose to be told of, and who is to be told now. */
import {
  isRole,
  operations,
  type Principal,
  problem,
  type Route,
  route,
  scopesOfRole,
} from "@lumenflow/api";
import type { Database } from "@lumenflow/db";
import { type Notice, noticeChannels, noticesNow } from "@lumenflow/governance";

export interface NoticeDeps {
  readonly database: Pick<Database, "notices">;
}

export function noticeRoutes({ database: { notices } }: NoticeDeps): Route[] {
  async function choiceOf({ workspaceId, id }: Principal) {
    const [chosen] = await notices.of(workspaceId, [id]);
    if (chosen === undefined) throw problem.notFound("You are no member of this workspace.");
    const [notice] = noticesNow([chosen], new Date());
    return {
      body: {
        channels: noticeChannels.filter((channel) => chosen.channels.includes(channel)),
        quietHours: chosen.quietHours,
        quietUntil: untilOf(notice),
      },
    };
  }

  return [
    route(operations.getNotices, ({ principal }) => choiceOf(principal)),

    route(operations.chooseNotices, async ({ body, principal }) => {
      const { workspaceId, id: userId } = principal;
      const channels = [...new Set(body.channels)];
      await notices.choose({ workspaceId, userId, channels, quietHours: body.quietHours });
      return choiceOf(principal);
    }),

    route(operations.listNotices, async ({ principal }) => {
      const members = (await notices.of(principal.workspaceId)).flatMap(({ role, ...member }) =>
        isRole(role) && scopesOfRole[role].includes("approvals:decide")
          ? [{ role, ...member }]
          : [],
      );
      const now = noticesNow(members, new Date());
      return {
        body: {
          data: members.map(({ userId, name, role }, index) => ({
            id: userId,
            name,
            role,
            channels: [...(now[index]?.channels ?? [])],
            quietUntil: untilOf(now[index]),
          })),
        },
      };
    }),
  ];
}

function untilOf(notice: Notice | undefined): string | null {
  return notice?.quietUntil?.toISOString() ?? null;
}
