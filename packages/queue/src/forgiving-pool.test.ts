/** What is repeated, and what is not. */
import { expect, test } from "vitest";
import { forgivingPool } from "./forgiving-pool.ts";

function setup(failures: { code: string }[]) {
  let queries = 0;
  const query = async () => {
    queries += 1;
    const failure = failures.shift();
    if (failure !== undefined) throw Object.assign(new Error(failure.code), failure);
    return { rows: [queries] };
  };
  const pool = { query } as unknown as Parameters<typeof forgivingPool>[0];
  return { pool: forgivingPool(pool), count: () => queries };
}

test("a statement that lost a deadlock runs again", async () => {
  const { pool } = setup([{ code: "40P01" }, { code: "40P01" }]);
  expect((await pool.query("SELECT 1")).rows).toEqual([3]);
});

test("it gives up after five times", async () => {
  const { pool, count } = setup(Array.from({ length: 9 }, () => ({ code: "40P01" })));
  await expect(pool.query("SELECT 1")).rejects.toThrow("40P01");
  expect(count()).toBe(5);
});

test("nothing else is repeated, since it may have taken effect", async () => {
  const { pool, count } = setup([{ code: "57P01" }]);
  await expect(pool.query("SELECT 1")).rejects.toThrow("57P01");
  expect(count()).toBe(1);
});
