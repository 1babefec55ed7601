/** Every route of the OpenAPI document is closed to strangers of every kind: nobody, invented keys, other workspaces. */
import { operations } from "@lumenflow/api";
import { expect, test } from "vitest";
import { eventually, sql } from "../harness/index.ts";
import { type Api, createApi } from "./setup/api.ts";
import { type Documented, documented } from "./setup/documented.ts";
import { describeHouse, type House } from "./setup/house.ts";
import { joined, openSession } from "./setup/session.ts";
import { refusesNonsense, refusesOtherMethods } from "./setup/wrong-requests.ts";

/** A body that passes validation, for every operation that takes one; another's ids filled in. */
function bodyOf(id: string, theirs: Theirs): unknown {
  const bodies: Record<string, unknown> = {
    createConnection: { botToken: "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
    validateBotToken: { botToken: "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
    replaceConnectionToken: { botToken: "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
    changeConnection: { pacing: { botPerSecond: 20 } },
    pauseConnection: { direction: "both", reason: "test" },
    resumeConnection: { direction: "both" },
    createMessage: messageTo(theirs),
    previewMessage: messageTo(theirs),
    showChatAction: { action: "typing" },
    resolveMessage: { outcome: "delivered", reason: "test" },
    resolveApproval: { decision: "approved", digest: "sha256:0" },
    resolveApprovals: {
      decisions: [{ id: theirs.approval, decision: "approved", digest: "sha256:0" }],
    },
    createDelegation: { delegate: "user:usr_unknown", until: "2030-01-01T00:00:00Z" },
    createTelegramLink: { connectionId: theirs.connection, kind: "group" },
    createWorkspace: { name: "x" },
    createApiKey: { name: "x", scopes: ["messages:read"] },
    createEndpoint: { url: "https://events.example.org/", events: ["message.status.changed"] },
    changeEndpoint: { description: "test" },
    replayDeliveries: { status: "dead" },
    decideBacklog: { decision: "expire" },
    createPolicy: { name: "x", effect: "block", when: { any: [] } },
    changePolicy: { version: 1, enabled: false },
    orderPolicies: { revision: 0, ids: [] },
    simulatePolicies: { rules: [] },
    pauseWorkspace: { reason: "test" },
    resumeWorkspace: {},
    pauseInstallation: { reason: "test" },
    resumeInstallation: {},
    chooseNotices: { channels: [], quietHours: null },
    changeMember: { role: "viewer" },
    createInvitation: { email: "somebody@example.org", role: "viewer" },
    changeSecurity: { secondFactorRequired: false },
    lookAtInvitation: { token: "lfi_invented" },
    acceptInvitation: { token: "lfi_invented", name: "x", password: "long enough" },
    rotateApiKey: {},
    changeFirstRun: { dismissed: false },
  };
  return bodies[id];
}

const messageTo = ({ connection }: Theirs) => ({
  connectionId: connection,
  chatId: "1",
  content: { type: "text", text: "x" },
});

interface Theirs {
  readonly connection: string;
  readonly message: string;
  readonly approval: string;
  readonly telegramLink: string;
  readonly delegation: string;
  readonly key: string;
  readonly upload: string;
  readonly update: string;
  readonly endpoint: string;
  readonly delivery: string;
  readonly chat: string;
  readonly file: string;
  readonly policy: string;
  readonly member: string;
  readonly invitation: string;
}

/** Which of another workspace's ids a path takes. A path of a new kind has to be listed here. */
function pathOf({ path }: Documented, theirs: Theirs): string {
  const kinds: [RegExp, string][] = [
    [/^\/connections\/\{id\}/, theirs.connection],
    [/^\/messages\/\{id\}/, theirs.message],
    [/^\/approvals\/\{id\}/, theirs.approval],
    [/^\/telegram-links\/\{id\}/, theirs.telegramLink],
    [/^\/delegations\/\{id\}/, theirs.delegation],
    [/^\/api-keys\/\{id\}/, theirs.key],
    [/^\/uploads\/\{id\}/, theirs.upload],
    [/^\/updates\/\{id\}/, theirs.update],
    [/^\/endpoints\/\{id\}/, theirs.endpoint],
    [/^\/deliveries\/\{id\}/, theirs.delivery],
    [/^\/policies\/\{id\}/, theirs.policy],
    [/^\/members\/\{id\}/, theirs.member],
    [/^\/invitations\/\{id\}/, theirs.invitation],
  ];
  const found = kinds.find(([pattern]) => pattern.test(path));
  const filled = path
    .replace("{id}", found?.[1] ?? "{id}")
    .replace("{chatId}", theirs.chat)
    .replace("{fileId}", theirs.file);
  if (filled.includes("{")) throw new Error(`${path}: say whose id this takes`);
  return filled;
}

/** What answers 200 to a stranger must not hold anything of another workspace. */
const listings = [
  "listConnections",
  "listMessages",
  "getOutbox",
  "getHealth",
  "listApprovals",
  "listTelegramLinks",
  "listDelegations",
  "listUpdates",
  "listApiKeys",
  "listEndpoints",
  "listPolicies",
  "listAudit",
  "exportAudit",
  "verifyAudit",
  "orderPolicies",
  "simulatePolicies",
  "listMembers",
  "listInvitations",
  "listNotices",
  "getFirstRun",
];
/** What makes something new in the caller's own workspace, or only asks Telegram. */
const ownAffairs = [
  "createConnection",
  "validateBotToken",
  "getMe",
  "createWorkspace",
  "createApiKey",
  "createEndpoint",
  "createPolicy",
  // Of oneself alone, and a key is never away.
  "createDelegation",
  "createUpload",
  "getPauses",
  "pauseWorkspace",
  "resumeWorkspace",
  "getNotices",
  "chooseNotices",
  "createInvitation",
  "getSecurity",
  "changeSecurity",
  "changeFirstRun",
];

/** What concerns every workspace: no workspace's own key may. */
const operatorsAffairs = ["pauseInstallation", "resumeInstallation"];

async function furnish(house: House): Promise<Theirs> {
  const { owner, sidekick, telegram } = house;
  const person = await openSession(house, house.signIn);
  const invitation = await person.call("POST", "/invitations", {
    body: { email: "private@example.org", role: "viewer" },
  });
  const bot = await telegram.createBot();
  const { id: connection } = await owner.connect(bot);
  const chat = await telegram.createPerson();
  await telegram.send(bot, {
    ...{ chatId: chat, kind: "photo", bytes: new TextEncoder().encode("private") },
  });
  const written = await eventually(async () => {
    const updates = await owner.call("GET", `/updates?connectionId=${connection}`);
    return updates.body.data[0];
  });
  const asked = await sidekick.ask({ connectionId: connection, chatId: chat, text: "private" });
  const { body } = await owner.call("GET", "/api-keys");
  const made = await owner.call("POST", "/endpoints", {
    body: { url: "https://events.example.org/private", events: ["message.status.changed"] },
  });
  const file = { bytes: new TextEncoder().encode("private") };
  const uploaded = await owner.call("POST", "/uploads?fileName=private.txt", file);
  const tested = await owner.call("POST", `/endpoints/${made.body.id}/test`);
  const rule = await owner.call("POST", "/policies", {
    body: { name: "private", effect: "block", when: { any: [] } },
  });
  // Linked by a code that somebody posts in Telegram: here it is simply there.
  const telegramLink = "tgl_private";
  await sql(
    house.databaseUrl,
    `INSERT INTO telegram_links (id, workspace_id, connection_id, kind, chat_id, title, linked_by)
     SELECT $1, workspace_id, id, 'group', '-100', 'private', 'system' FROM connections WHERE id = $2`,
    [telegramLink, connection],
  );
  const delegation = "del_private";
  await sql(
    house.databaseUrl,
    `INSERT INTO approval_delegations (id, workspace_id, user_id, delegate_id, starts_at, ends_at)
     SELECT $1, workspace_id, user_id, user_id, now(), now() + interval '1 day' FROM members LIMIT 1`,
    [delegation],
  );
  return {
    telegramLink,
    delegation,
    connection,
    message: asked.id,
    approval: asked.approvalId,
    key: body.data[0].id,
    upload: uploaded.body.id,
    endpoint: made.body.id,
    delivery: tested.body.id,
    chat,
    update: written.id,
    file: written.update.message.photo[0].file_id,
    policy: rule.body.id,
    member: (await person.call("GET", "/me")).body.id,
    invitation: invitation.body.id,
  };
}

/** All that a stream says to somebody for whom there is nothing. */
async function beginningOf(url: string, key: string): Promise<string> {
  const connection = new AbortController();
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${key}` },
    signal: connection.signal,
  });
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = (await reader?.read()) ?? {};
  connection.abort();
  return value;
}

function attempt(api: Pick<Api, "call">, operation: Documented, theirs: Theirs) {
  const body = bodyOf(operation.id, theirs);
  return api.call(operation.method, pathOf(operation, theirs), {
    ...(body !== undefined && { body }),
    headers: { "idempotency-key": crypto.randomUUID() },
  });
}

describeHouse("every route", (start) => {
  test("is documented, and is closed to strangers of every kind", async () => {
    const house = await start();
    const theirs = await furnish(house);
    const all = await documented(house);
    expect(all.map(({ id }) => id).toSorted()).toEqual(Object.keys(operations).toSorted());

    const made = await house.owner.call("POST", "/workspaces", {
      body: { name: "Stranger", ownerEmail: "stranger@example.org" },
    });
    const stranger = createApi(house.origin, made.body.apiKey);
    const person = await joined(house, made.body.invitation);
    const before = await snapshot(house);

    for (const operation of all) {
      const name = `${operation.method} ${operation.path}`;
      const url = `${house.origin}/api/v1${pathOf(operation, theirs)}`;
      if (!operation.open) {
        const unknown = createApi(house.origin, `lf_${"A".repeat(43)}`);
        expect((await attempt(unknown, operation, theirs)).body?.code, name).toBe("E002");
      }
      if (ownAffairs.includes(operation.id)) continue;
      if (operation.streams) {
        const begun = await beginningOf(`${url}?cursor=start`, stranger.key);
        // Its own workspace's news are the stranger's to hear.
        expect(begun, name).toMatch(/^retry: \d+\nid: \S+\n\n/);
        for (const id of Object.values(theirs)) expect(begun, name).not.toContain(id);
        continue;
      }
      const as = operation.roles === undefined ? stranger : person;
      const foreign = await attempt(as, operation, theirs);
      if (operatorsAffairs.includes(operation.id)) {
        expect(foreign.body?.code, name).toBe("E004");
        continue;
      }
      if (listings.includes(operation.id)) {
        expect(foreign.status, name).toBe(200);
        // No name of an answer is ever asked about: hashing each would be for nothing.
        expect(foreign.headers.get("etag"), name).toBeNull();
        for (const id of Object.values(theirs)) expect(foreign.text, name).not.toContain(id);
      } else if (operation.id === "resolveApprovals") {
        expect(foreign.body.results, name).toMatchObject([
          { ok: false, problem: { code: "E044" } },
        ]);
      } else {
        expect(foreign.body?.code, `${name} from another workspace`).toBe("E044");
        expect(foreign.status, name).toBe(404);
      }
    }
    const routes = all.map((operation) => ({ ...operation, at: pathOf(operation, theirs) }));
    await refusesOtherMethods(house, routes);
    // What is wrong with a request is found before any queue is asked.
    if (house.redis === undefined) {
      await refusesNonsense(house, routes, (id) => bodyOf(id, theirs));
    }
    expect(await snapshot(house), "a refused call changed something").toEqual(before);
  });
});

/** What the furnished workspace looks like to its owner. */
async function snapshot({ owner }: House) {
  const answers = await Promise.all(
    ["/connections", "/messages", "/approvals", "/endpoints", "/policies", "/members"].map((path) =>
      owner.call("GET", path),
    ),
  );
  const steady = (items: Record<string, unknown>[]) =>
    items.map(({ id, status, paused, warnings, updatedAt }) => ({
      id,
      status,
      paused,
      warnings,
      updatedAt,
    }));
  return answers.map((answer) => steady(answer.body.data));
}
