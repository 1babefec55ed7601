/** Files that were handed over: sent as approved or not at all, kept while needed, served as they are. */
import { describe, expect, test } from "vitest";
import { eventually } from "../harness/index.ts";
import { png } from "./media-files.ts";
import { prepared } from "./media-world.ts";

describe("bytes that were changed after the approval", () => {
  test.each([
    [
      "behind our back",
      "UPDATE upload_chunks SET bytes = set_byte(bytes, 700, 1)",
      "file_unusable",
    ],
    [
      "with their hash",
      "UPDATE message_parts SET files = jsonb_set(files, '{0,sha256}', '\"00\"')",
      "not_as_approved",
    ],
    ["for nothing", "DELETE FROM upload_chunks", "file_unusable"],
  ])("%s are not sent", async (_what, change, code) => {
    const world = await prepared();
    const uploadId = await world.uploaded(png(700_000), "a.png");
    const asked = await world.ask({ type: "photo", uploadId });
    await world.sql(change);
    await world.approve(asked.body.approvalId);
    const message = await world.until(asked.body.id, "failed");
    expect(message.failure.code).toBe(code);
    expect(await world.seen()).toEqual([]);
    expect((await world.calls(world.botId, "sendPhoto")).filter(({ applied }) => applied)).toEqual(
      [],
    );
  });
});

test("files are kept for the messages that need them, and erased when nothing does", async () => {
  const world = await prepared();
  const { uploads } = world.database;
  const retention = { unusedHours: 24, failedDays: 7 };
  const unused = await world.uploaded(png(), "unused.png");
  const used = await world.uploaded(png(), "used.png");
  const asked = await world.ask({ type: "photo", uploadId: used });
  expect(await uploads.eraseDue(retention, 10)).toBe(0);
  const later = "interval '2 days'";
  await world.sql(`UPDATE uploads SET created_at = now() - ${later}, used_at = used_at - ${later}`);
  expect(await uploads.eraseDue(retention, 10)).toBe(1);
  const statusOf = async (id: string) => (await world.api("GET", `/uploads/${id}`)).body.status;
  expect([await statusOf(unused), await statusOf(used)]).toEqual(["erased", "kept"]);
  const gone = await world.ask({ type: "photo", uploadId: unused });
  expect(gone.body.errors[0].message).toContain("not kept any more");

  await world.approve(asked.body.approvalId);
  await world.until(asked.body.id, "sent");
  expect(await uploads.eraseDue(retention, 10)).toBe(0);
  await world.sql(`UPDATE messages SET settled_at = now() - ${later}`);
  expect(await uploads.eraseDue(retention, 10)).toBe(1);
  expect(await world.sql("SELECT 1 FROM upload_chunks")).toEqual([]);
  expect((await world.api("GET", `/uploads/${used}/content`)).body).toMatchObject({ code: "E023" });
  // What it was is still known.
  expect((await world.message(asked.body.id)).parts[0].files).toMatchObject([{ size: 1_000 }]);
});

test("a failed message is sent again with its file, as long as that is kept", async () => {
  const world = await prepared();
  await world.rule();
  await world.control("POST", "/faults", {
    botId: world.botId,
    count: 2,
    answer: { status: 400, description: "Bad Request: IMAGE_PROCESS_FAILED" },
  });
  const uploadId = await world.uploaded(png(), "a.png");
  const [first, second] = [
    await world.ask({ type: "photo", uploadId }),
    await world.ask({ type: "photo", uploadId }),
  ];
  await world.until(first.body.id, "failed");
  await world.until(second.body.id, "failed");
  await world.api("POST", `/messages/${first.body.id}/retry`);
  await world.until(first.body.id, "sent");
  const old = "interval '8 days'";
  await world.sql(`UPDATE uploads SET created_at = now() - ${old}, used_at = now() - ${old}`);
  await world.sql(`UPDATE messages SET settled_at = now() - ${old}`);
  expect(await world.database.uploads.eraseDue({ unusedHours: 24, failedDays: 7 }, 10)).toBe(1);
  expect(await world.api("POST", `/messages/${second.body.id}/retry`)).toMatchObject({
    status: 409,
  });
});

test("what is handed over is served as it is, and never as a page", async () => {
  const world = await prepared();
  const get = async (id: string, caller = "approver") =>
    fetch(`${world.origin()}/api/v1/uploads/${id}/content`, { headers: { "x-caller": caller } });
  const bytes = png(600_000);
  const picture = await get(await world.uploaded(bytes, "ä b.png"));
  expect(new Uint8Array(await picture.arrayBuffer())).toEqual(bytes);
  expect(picture.headers.get("content-type")).toBe("image/png");
  expect(picture.headers.get("content-disposition")).toBe(
    "inline; filename*=UTF-8''%C3%A4%20b.png",
  );
  const page = await get(await world.uploaded(Buffer.from("<script>1</script>"), "a.html"));
  expect(page.headers.get("content-type")).toBe("application/octet-stream");
  expect(page.headers.get("content-disposition")).toContain("attachment");
  expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  expect((await get(await world.uploaded(bytes, "a.png"), "stranger")).status).toBe(404);
});

test("an upload that is too large, empty or broken off leaves nothing behind", async () => {
  const world = await prepared();
  const large = await world.upload(png(50 * 1024 * 1024 + 1), "a.png");
  expect(large.status).toBe(413);
  expect((await world.upload(new Uint8Array(0), "a.png")).status).toBe(400);
  const broken = fetch(`${world.origin()}/api/v1/uploads`, {
    method: "POST",
    duplex: "half",
    body: new ReadableStream({
      start(controller) {
        controller.enqueue(png(700_000));
        setTimeout(() => controller.error(new Error("gone")), 100);
      },
    }),
  } as RequestInit);
  await expect(broken).rejects.toThrow();
  await eventually(async () => (await world.sql("SELECT 1 FROM uploads")).length === 0);
  expect(await world.sql("SELECT 1 FROM upload_chunks")).toEqual([]);
});
