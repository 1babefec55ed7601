import { expect, test } from "vitest";
import { readEvents, type ServerEvent } from "./read-events.ts";

async function all(body: ReadableStream<Uint8Array>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

const eventsIn = (...chunks: string[]) => all(new Blob(chunks).stream());

test("an event has the id of its block, or the last one there was", async () => {
  expect(
    await eventsIn("retry: 2000\nid: a\ndata: 1\n\n", "data:2\n\n", "id\ndata:  3\n\n"),
  ).toEqual([
    { id: "a", data: "1" },
    { id: "a", data: "2" },
    { id: "", data: " 3" },
  ]);
});

test("lines of data are joined, and an id alone is told", async () => {
  expect(await eventsIn("data: {\ndata: }\nid: b\n\nid: c\n\n:\n\nretry: 1\n\n")).toEqual([
    { id: "b", data: "{\n}" },
    { id: "c", data: undefined },
  ]);
});

test("it does not matter where the connection cuts, or how lines end", async () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = ["id: ä", "data: 😀", "data: x", "", ": still", "id: 2", "", "data: lost"].join(
      end,
    );
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at <= bytes.length; at += 1) {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(bytes.slice(0, at));
          controller.enqueue(bytes.slice(at));
          controller.close();
        },
      });
      expect(await all(body), `${JSON.stringify(end)} at ${at}`).toEqual([
        { id: "ä", data: "😀\nx" },
        { id: "2", data: undefined },
      ]);
    }
  }
});
