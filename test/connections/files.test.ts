/** Bots' pictures and people's files: from Telegram to a browser, without a word about where Telegram keeps them. */
import { expect, test } from "vitest";
import { picture } from "../harness/picture.ts";
import { type Setup, setup } from "./setup.ts";

test("a bot's picture is shown before it is stored, kept, and given out as nothing but a picture", async () => {
  const { api, bot, control, database, log, sql, calls } = await setup();
  const { id: botId, token } = await bot();
  const asked = () => api("POST", "/connections/validate", { body: { botToken: token } });
  expect((await asked()).body).toEqual({
    bot: expect.objectContaining({ id: botId, picture: null }),
  });
  await control("POST", `/bots/${botId}/picture`, { base64: picture("teal").toString("base64") });
  const known = (await asked()).body.bot as { picture: string };
  expect(known.picture).toBe(`data:image/png;base64,${picture("teal").toString("base64")}`);
  expect(await sql("SELECT 1 FROM connection_pictures")).toEqual([]);

  const made = await api("POST", "/connections", { body: { botToken: token } });
  const { picture: path } = made.body.bot as { picture: string };
  expect(path).toMatch(/^\/api\/v1\/connections\/conn_\w+\/picture\?v=[0-9a-f]{8}$/);
  const listed = await api("GET", "/connections");
  expect(listed.body.data).toMatchObject([{ bot: { picture: path } }]);
  const below = path.replace("/api/v1", "");
  const shown = await api("GET", below);
  expect(shown.status).toBe(200);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    "content-type": "image/png",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, max-age=3600",
  });
  const etag = shown.headers.get("etag") ?? "";
  const again = await api("GET", below, { headers: { "if-none-match": etag } });
  expect([again.status, again.text]).toEqual([304, ""]);

  // What says that it is a picture and is none is not kept: the one before stays.
  await api("POST", `/connections/${made.body.id}/verify`);
  const before = (await calls(botId, "getUserProfilePhotos")).length;
  await sql("UPDATE connection_pictures SET looked_at = now() - interval '2 days'");
  await control("POST", `/bots/${botId}/picture`, { base64: picture("plum").toString("base64") });
  const fresh = await api("GET", below);
  expect(fresh.headers.get("etag")).not.toBe(etag);
  expect((await calls(botId, "getUserProfilePhotos")).length).toBe(before + 1);
  await sql("UPDATE connection_pictures SET looked_at = now() - interval '2 days'");
  await control("POST", "/faults", { botId, method: "getFile", answer: { status: 400 } });
  expect((await api("GET", below)).headers.get("etag")).toBe(fresh.headers.get("etag"));

  // A bot that has none any more.
  await control("POST", `/bots/${botId}/picture`, { base64: null });
  await api("POST", `/connections/${made.body.id}/verify`);
  expect(await api("GET", below)).toMatchObject({ status: 404, body: { code: "E044" } });
  const [workspace] = await database.workspaces.all();
  expect(await database.pictures.named(workspace?.id ?? "", [String(made.body.id)])).toEqual([]);
  expect(log.join("")).not.toContain(token);
});

/** An update that stands where the dispatcher would have put it. */
async function stored({ sql }: Setup, connectionId: unknown, message: object): Promise<string> {
  const body = JSON.stringify({ update_id: 1, message });
  const id = `upd_${Math.random().toString(36).slice(2)}`;
  await sql(
    `INSERT INTO updates (id, workspace_id, connection_id, update_id, kind, lane, body, body_digest,
       position, received_at)
     SELECT $1, workspace_id, id, (random() * 1e9)::bigint, 'message', '1', $3, ''::bytea,
       (random() * 1e9)::bigint, now() FROM connections WHERE id = $2`,
    [id, connectionId, body],
  );
  return id;
}

test("a file that an update names is passed on from Telegram, to be shown only where that is safe", async () => {
  const world = await setup();
  const { api, bot, control, log } = world;
  const { id: botId, token } = await bot();
  const made = await api("POST", "/connections", { body: { botToken: token } });
  const person = await control<{ id: string }>("POST", "/users", { firstName: "Dana" });
  const send = async (kind: string, name: string, mimeType: string, bytes: Buffer) => {
    const file = { kind, name, mimeType, base64: bytes.toString("base64") };
    const { message } = await control<{ message: Record<string, never> }>("POST", "/messages", {
      ...{ botId, fromUserId: person.id, file, caption: "Look" },
    });
    const id = await stored(world, made.body.id, message);
    const found = [message[kind]].flat().at(-1) as unknown as { file_id: string };
    return { id, path: `/updates/${id}/files/${encodeURIComponent(found.file_id)}` };
  };

  const photo = await send("photo", "sea.png", "image/png", picture("teal"));
  const seen = await api("GET", photo.path);
  expect(seen.status).toBe(200);
  expect(Object.fromEntries(seen.headers)).toMatchObject({
    "content-type": "image/jpeg",
    "content-disposition": "inline; filename*=UTF-8''photo.jpg",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, no-cache",
    "accept-ranges": "bytes",
  });
  const etag = seen.headers.get("etag") ?? "";
  expect(etag).toMatch(/^"\w/);
  const again = await api("GET", photo.path, { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);

  const voice = await send("voice", "", "audio/ogg", Buffer.from("0123456789"));
  const part = await api("GET", voice.path, { headers: { range: "bytes=2-4" } });
  expect([part.status, part.text]).toEqual([206, "234"]);
  expect(part.headers.get("content-range")).toBe("bytes 2-4/10");
  const beyond = await api("GET", voice.path, { headers: { range: "bytes=20-" } });
  expect(beyond).toMatchObject({ status: 416, body: { code: "E010" } });

  for (const [name, mimeType] of [
    ["page.html", "text/html"],
    ["drawing.svg", "image/svg+xml"],
  ] as const) {
    const harmful = await send("document", name, mimeType, Buffer.from("<script>1</script>"));
    const { headers, text } = await api("GET", harmful.path);
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("content-disposition")).toBe(`attachment; filename*=UTF-8''${name}`);
    expect(text).toBe("<script>1</script>");
  }

  // What cannot be had is said in words.
  expect(await api("GET", `/updates/${photo.id}/files/elsewhere`)).toMatchObject({ status: 404 });
  const large = await stored(world, made.body.id, {
    video: { file_id: "huge", file_unique_id: "h", file_size: 30_000_000 },
  });
  const tooLarge = await api("GET", `/updates/${large}/files/huge`);
  expect(tooLarge).toMatchObject({ status: 409, body: { code: "E023" } });
  expect(tooLarge.body.detail).toMatch(/20 MB/);
  const gone = await stored(world, made.body.id, { voice: { file_id: `SBX_${botId}_gone_gone` } });
  const lost = await api("GET", `/updates/${gone}/files/SBX_${botId}_gone_gone`);
  expect(lost).toMatchObject({ status: 409, body: { code: "E023" } });
  expect(lost.body.detail).toMatch(/does not give this file any more/);
  await control("POST", "/faults", { botId, count: 1, method: "getFile", answer: "drop-before" });
  expect(await api("GET", voice.path)).toMatchObject({ status: 503, body: { code: "E042" } });
  await control("POST", `/bots/${botId}/revoke`);
  expect(await api("GET", voice.path)).toMatchObject({ status: 422, body: { code: "E040" } });
  expect(log.join("")).not.toContain(token.split(":")[1]);
});
