/** Nobody decides about their own request: not by a key that they make, nor by one whose secret they take. */
import { expect, test } from "vitest";
import { sql } from "../harness/index.ts";
import { type Api, createApi } from "./setup/api.ts";
import { describeHouse } from "./setup/house.ts";
import { openSession } from "./setup/session.ts";

describeHouse("one's own requests", (start) => {
  test("a key gains no decision by making or rotating keys, and an owner approves what their Sidekick asks", async () => {
    const house = await start();
    const bot = await house.telegram.createBot();
    const { id: connectionId } = await house.owner.connect(bot);
    const chatId = await house.telegram.createPerson();
    const ask = async (as: Api, key: string) =>
      (await as.ask({ connectionId, chatId, text: "hello", key })).approvalId;
    async function decides(as: Pick<Api, "call">, id: string): Promise<number> {
      const { digest } = await house.owner.approval(id);
      const body = { decision: "approved", digest };
      return (await as.call("POST", `/approvals/${id}/resolve`, { body })).status;
    }
    const made = async (by: Pick<Api, "call">, name: string, scopes: string[]) => {
      const { body } = await by.call("POST", "/api-keys", { body: { name, scopes } });
      return { id: body.id as string, api: createApi(house.origin, body.apiKey) };
    };

    const owner = await openSession(house, house.signIn);
    const sidekick = await made(owner, "Sidekick", ["messages:send"]);
    const approver = await made(owner, "Approver", ["approvals:decide"]);
    const narrow = ["connections:manage", "messages:send", "approvals:decide"];
    const agent = await made(owner, "Agent", narrow);
    const sends = await made(agent.api, "Sends", ["messages:send"]);
    const approves = await made(agent.api, "Approves", ["approvals:decide"]);

    const own = await ask(agent.api, "own");
    const byChild = await ask(sends.api, "child");
    for (const [as, id] of [
      [agent.api, own],
      [approves.api, own],
      [agent.api, byChild],
      [approves.api, byChild],
    ] as const) {
      expect(await decides(as, id)).toBe(403);
    }
    // Nor with another's key, once it knows its secret.
    const { body } = await agent.api.call("POST", `/api-keys/${approver.id}/rotate`, { body: {} });
    expect(await decides(createApi(house.origin, body.apiKey), own)).toBe(403);
    expect(await decides(approves.api, await ask(sidekick.api, "sidekick's"))).toBe(200);

    expect(await decides(owner, own)).toBe(200);
    expect(await decides(owner, await ask(sidekick.api, "again"))).toBe(200);
    const { body: person } = await owner.call("POST", "/messages", {
      headers: { "idempotency-key": "by hand" },
      body: { connectionId, chatId, content: { type: "text", text: "by hand" } },
    });
    expect(await decides(owner, person.approvalId)).toBe(403);
    expect(await decides(approver.api, person.approvalId)).toBe(403);
    expect(await decides(house.approver, person.approvalId)).toBe(200);

    // Nor does one that may change rules: what it hands out counts as itself, until a person decides.
    const powerful = await made(owner, "Powerful", [...narrow, "policies:manage"]);
    const its = {
      sends: await made(powerful.api, "Sends", ["messages:send"]),
      approves: await made(powerful.api, "Approves", ["approvals:decide"]),
    };
    const byIts = await ask(its.sends.api, "powerful's");
    expect(await decides(its.approves.api, byIts)).toBe(403);
    expect(await decides(powerful.api, byIts)).toBe(403);
    expect(await decides(owner, byIts)).toBe(200);

    // Where two must approve, keys of one line are one, and so is whoever made them.
    const rule = {
      name: "Two",
      effect: "require_approval",
      when: { all: [] },
      approval: { required: 2 },
    };
    expect((await owner.call("POST", "/policies", { body: rule })).status).toBe(201);
    const forTwo = await ask(sidekick.api, "for two");
    expect(await decides(approves.api, forTwo)).toBe(200);
    expect(await decides(agent.api, forTwo)).toBe(403);
    expect(await decides(approver.api, forTwo)).toBe(403);
    expect(await decides(owner, forTwo)).toBe(403);
    expect((await house.owner.approval(forTwo)).status).toBe("pending");
    expect(await decides(house.approver, forTwo)).toBe(200);
    expect((await house.owner.approval(forTwo)).status).toBe("approved");

    // A workspace to which no person belongs yet has its first key in their place, and no longer.
    const founded = await house.owner.call("POST", "/workspaces", { body: { name: "Founded" } });
    const root = createApi(house.origin, founded.body.apiKey);
    const second = await house.telegram.createBot();
    const { id: theirs } = await root.connect(second);
    const agents = {
      sends: await made(root, "Sends", ["messages:send"]),
      approves: await made(root, "Approves", ["approvals:decide"]),
    };
    const target = { connectionId: theirs, chatId: await house.telegram.createPerson() };
    const settles = async (key: string) => {
      const { approvalId } = await agents.sends.api.ask({ ...target, text: "hello", key });
      const { digest } = await root.approval(approvalId);
      const body = { decision: "approved", digest };
      return (await agents.approves.api.call("POST", `/approvals/${approvalId}/resolve`, { body }))
        .status;
    };
    expect(await settles("alone")).toBe(200);
    await sql(
      house.databaseUrl,
      `INSERT INTO members (id, workspace_id, user_id, role)
     SELECT 'mem_founded', $1, id, 'owner' FROM users LIMIT 1`,
      [founded.body.id],
    );
    expect(await settles("with a person")).toBe(403);
  });
});
