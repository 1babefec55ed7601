/** Reads server-sent events from a response's body, as browsers do. */

export interface ServerEvent {
  /** The last id there was: it stays until another comes. */
  readonly id: string | undefined;
  /** Undefined where the event has an id alone. */
  readonly data: string | undefined;
}

/**
 * Gives each event, and one without data where a block has an id alone. `heard` is called with
 * whatever arrives, comments too. What a broken connection leaves unfinished is dropped.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  heard: () => void = () => {},
): AsyncGenerator<ServerEvent> {
  let rest = "";
  let id: string | undefined;
  let named = false;
  let data: string[] = [];
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    heard();
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (named || data.length > 0) {
          yield { id, data: data.length > 0 ? data.join("\n") : undefined };
        }
        named = false;
        data = [];
        continue;
      }
      const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
      if (field === "id") {
        id = value;
        named = true;
      }
      if (field === "data") data.push(value);
    }
  }
}
