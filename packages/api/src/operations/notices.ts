/** The operations on who is told of approvals, by what and when. */
import { operation } from "../operation.ts";
import { noticeChoice, noticeInput, noticeList } from "../schemas/notice.ts";
import { roles } from "../scopes.ts";

const tag = "People" as const;

export const noticeOperations = {
  getNotices: operation({
    id: "getNotices",
    method: "get",
    path: "/me/notices",
    summary: "By what you want to be told of approvals, and when not",
    tag,
    scopes: [],
    roles,
    answer: { status: 200, schema: noticeChoice },
  }),
  chooseNotices: operation({
    id: "chooseNotices",
    method: "put",
    path: "/me/notices",
    summary: "Choose by what you are told of approvals, and your quiet hours",
    description:
      "Yours, in this workspace. Without a choice you are told by everything, at any time.",
    tag,
    scopes: [],
    roles,
    body: noticeInput,
    answer: { status: 200, schema: noticeChoice },
  }),
  listNotices: operation({
    id: "listNotices",
    method: "get",
    path: "/notices",
    summary: "Who of those that may decide is to be told now, and by what",
    description:
      "For a program that receives `approval.requested` at an endpoint and passes it on to people, by chat or e-mail: it tells those whose `channels` hold `webhook`, and asks again about the others at their `quietUntil`.",
    tag,
    scopes: ["approvals:decide", "endpoints:manage"],
    answer: { status: 200, schema: noticeList },
  }),
};
