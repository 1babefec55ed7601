/**
 * `pnpm bench console [rows]`: how long whoever uses the console waits for it, with 10,000 approvals that
 * wait, as many messages and as many chats. A real Chromium, its input as a person's; each figure is the
 * browser's own (Event Timing: from the press to the next paint), and the longest task that kept it from
 * painting. What an answer of the server takes stands beside it: until the new rows are there.
 */
import { openConsole } from "./console/house.ts";
import { measurePage } from "./console/measure.ts";
import { describeMachine } from "./machine.ts";

const rows = Number(process.argv[2] ?? 10_000);

console.log(describeMachine());
const house = await openConsole(rows);
try {
  const { page } = house;
  const measured = await measurePage(page);
  const { act, walk } = measured;
  const main = page.getByRole("main");

  console.log(`\n${rows} rows of each`);
  await act("open the outbox", {
    press: () =>
      page
        .getByRole("link", { name: /^Outbox/ })
        .first()
        .click(),
    until: () => main.getByRole("listitem").nth(10).waitFor(),
  });
  await act("show all messages", {
    press: () => page.getByRole("tab", { name: "All" }).click(),
    until: () => main.getByRole("list", { name: "Messages" }).getByRole("link").nth(5).waitFor(),
  });
  await walk("scroll through all of them", {
    step: () => page.mouse.wheel(0, 3_000),
    // The last one's number among all, as it is told to those who do not see the list.
    reached: async () => (await lastPlace(main.getByRole("list", { name: "Messages" }))) >= rows,
  });
  await act("back to the newest, from the very end", {
    press: () => page.keyboard.press("Home"),
    until: () => main.locator('[aria-posinset="1"] a').waitFor(),
  });
  await act("filter by status", {
    async press() {
      await main.getByRole("combobox", { name: "Status" }).click();
      await page.getByRole("option", { name: "Needs approval" }).click();
    },
    until: () => main.getByRole("list", { name: "Messages" }).getByRole("link").nth(5).waitFor(),
  });
  await act("open one", {
    press: () => main.getByRole("list", { name: "Messages" }).getByRole("link").nth(2).click(),
    until: () => page.getByRole("heading", { name: "What happened to it" }).waitFor(),
  });

  await act("open the approvals", {
    press: () =>
      page
        .getByRole("link", { name: /^Approvals/ })
        .first()
        .click(),
    until: () => main.getByRole("article").nth(1).waitFor(),
  });
  for (let key = 0; key < 30; key += 1) {
    await act("approvals: the next one, by key", { press: () => page.keyboard.press("j") });
  }
  await act("approvals: ask for the reason of a rejection", {
    press: () => page.keyboard.press("r"),
    until: () => page.getByRole("dialog").getByLabel("Reason (optional)").waitFor(),
  });
  await act("approvals: leave it", {
    press: () => page.keyboard.press("Escape"),
    until: () => page.getByRole("dialog").waitFor({ state: "hidden" }),
  });
  for (const key of ["x", "x"]) {
    await act("approvals: choose one, to decide several", {
      press: () => page.keyboard.press(key),
    });
  }
  await walk("approvals: scroll through a thousand", {
    step: () => page.mouse.wheel(0, 3_000),
    reached: async () => {
      const list = main.getByRole("list", { name: "Pending approvals" });
      return (await lastPlace(list)) >= Math.min(1_000, rows);
    },
  });
  await act("approvals: back to the newest", {
    press: () => page.keyboard.press("Home"),
    until: () => main.locator('[aria-posinset="1"] article').waitFor(),
  });

  await act("open the conversations", {
    press: () => page.getByRole("link", { name: "Conversations" }).first().click(),
    until: () =>
      main
        .getByRole("link", { name: /^Person/ })
        .nth(5)
        .waitFor(),
  });
  for (const letter of String(rows - 1)) {
    await act("search a chat, each letter", {
      press: () => page.getByRole("searchbox", { name: "Search chats" }).press(letter),
    });
  }
  await main.getByRole("link", { name: `Person ${rows - 1}` }).waitFor();
  measured.print();
} finally {
  await house.stop();
}

type Locator = ReturnType<(typeof house)["page"]["locator"]>;

/** The place of the last row that is in the page, among all. */
async function lastPlace(list: Locator): Promise<number> {
  const places = await list
    .locator("[aria-posinset]")
    .evaluateAll((items) => items.map((item) => Number(item.getAttribute("aria-posinset"))));
  return Math.max(0, ...places);
}
