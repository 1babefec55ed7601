/** Updates like those of busy groups: about 600 bytes each, as a text message of a group is. */

/** One body per chat. `updateId` numbers them. */
export function updateOf(chat: number, updateId: number): string {
  return JSON.stringify({
    update_id: updateId,
    message: {
      message_id: updateId,
      from: {
        id: 10_000 + chat,
        is_bot: false,
        first_name: "Dana",
        username: "dana",
        language_code: "en",
      },
      chat: { id: -1_001_000_000_000 - chat, type: "supergroup", title: "A group" },
      date: 1_700_000_000,
      text: "x".repeat(330),
    },
  });
}
