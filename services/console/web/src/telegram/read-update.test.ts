import { describe, expect, it } from "vitest";
import { readUpdate } from "./read-update.ts";

const noFile = () => null;
const dana = { id: 5, first_name: "Dana", last_name: "Kovacs" };
const read = (update: object) => readUpdate(update as never, noFile);

describe("a message", () => {
  it("is its text with what is marked in it, and whom it is from", () => {
    const seen = read({
      update_id: 1,
      message: {
        from: dana,
        chat: { id: 5 },
        text: "Hello you",
        entities: [{ type: "bold", offset: 6, length: 3 }],
      },
    });
    expect(seen).toMatchObject({ sender: "Dana Kovacs", edited: false, note: null });
    expect(seen.part?.nodes).toEqual(["Hello ", { kind: "bold", children: ["you"] }]);
  });

  it("is its caption and the largest of its picture's sizes", () => {
    const { part } = readUpdate(
      {
        update_id: 1,
        edited_message: {
          caption: "Look",
          photo: [
            { file_id: "small", file_size: 1 },
            { file_id: "large", file_size: 9 },
          ],
        },
      },
      (id) => `/files/${id}`,
    );
    expect(part?.media).toMatchObject([{ kind: "photo", url: "/files/large", size: 9 }]);
    expect(part?.nodes).toEqual(["Look"]);
  });

  it("shows an animation once, though it is a document too", () => {
    const file = { file_id: "a", file_name: "cat.mp4", mime_type: "video/mp4" };
    const { part } = read({ update_id: 1, message: { animation: file, document: file } });
    expect(part?.media.map(({ kind }) => kind)).toEqual(["animation"]);
  });

  it("says in words what has no picture here", () => {
    const dice = read({ update_id: 1, message: { dice: { emoji: "🎯", value: 6 } } });
    expect(dice.part?.nodes).toEqual(["🎯 6"]);
    const contact = { first_name: "Bo", phone_number: "+43 1" };
    expect(read({ update_id: 1, message: { contact } }).part?.nodes).toEqual(["Contact: Bo +43 1"]);
  });
});

describe("an answer", () => {
  const reply = (original: object, more: object = {}) =>
    read({ update_id: 1, message: { text: "Yes", reply_to_message: original, ...more } });

  it("tells what it is to, and whose that was", () => {
    const original = { message_id: 7, from: dana, text: "Is it blue, or green?" };
    const seen = reply(original);
    expect(seen.part?.replyTo).toBe("7");
    expect(seen.answered).toMatchObject({ sender: "Dana Kovacs", nodes: [original.text] });
    const quoting = reply(original, { quote: { text: "green" } });
    expect(quoting.answered?.nodes).toEqual(["green"]);
    const picture = reply({ message_id: 8, from: dana, photo: [{ file_id: "a" }] });
    expect(picture.answered).toMatchObject({ nodes: null, note: "photo" });
  });

  it("is none where it only stands in a topic", () => {
    const seen = reply({ message_id: 3, forum_topic_created: { name: "Parcels" } });
    expect(seen).toMatchObject({ answered: null, part: { replyTo: null } });
  });
});

describe("what is no message", () => {
  it.each([
    [{ callback_query: { from: dana, data: "yes" } }, "Pressed a button: “yes”"],
    [{ my_chat_member: { new_chat_member: { status: "kicked" } } }, "The bot is now “kicked” here"],
    [{ message_reaction: { new_reaction: [{ type: "emoji", emoji: "👍" }] } }, "Reacted 👍"],
    [{ message_reaction: { new_reaction: [] } }, "Took a reaction back"],
    [{ message: { new_chat_members: [dana] } }, "Dana Kovacs joined"],
    [{ chat_boost: {} }, "Chat boost"],
  ])("is a note: %j", (update, note) => {
    expect(read({ update_id: 1, ...update })).toMatchObject({ part: null, note });
  });
});
