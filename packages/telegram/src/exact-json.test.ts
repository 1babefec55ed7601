import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { idOf, objectOf, parseExact } from "./exact-json.ts";

describe("reading JSON exactly", () => {
  it("keeps every digit of an integer of any size an id can have", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }), (id) => {
        const value = objectOf(parseExact(`{"a":{"id":${id}},"id":${id}}`));
        expect(idOf(value?.id)).toBe(id.toString());
        expect(idOf(objectOf(value?.a)?.id)).toBe(id.toString());
      }),
    );
  });

  it("keeps them wherever they stand in the text", () => {
    for (let before = 0; before < 40; before += 1) {
      for (const id of ["9007199254740993", "12345678901234567890"]) {
        const text = `{"${"x".repeat(before)}":[1234567890,${id}]}`;
        const [list] = Object.values(parseExact(text) as Record<string, unknown[]>);
        expect(idOf(list?.[1])).toBe(id);
      }
    }
  });

  it("is JSON.parse for everything that holds no such integer", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const plain = JSON.parse(text);
        if (/\d{16}/.test(text)) return;
        expect(parseExact(text)).toEqual(plain);
      }),
    );
  });

  it("leaves fractions, exponents and digits inside texts alone", () => {
    const text = '{"a":0.12345678901234567,"b":1e300,"c":"12345678901234567890"}';
    expect(parseExact(text)).toEqual(JSON.parse(text));
  });

  it("refuses what is not JSON, and survives nesting that a reviver would not", () => {
    expect(() => parseExact("{")).toThrow(SyntaxError);
    const depth = 50_000;
    const deep = `${"[".repeat(depth)}12345678901234567890${"]".repeat(depth)}`;
    expect(Array.isArray(parseExact(deep))).toBe(true);
  });

  it("does not spend time on absurd numbers", () => {
    expect(idOf(parseExact("9".repeat(500_000)))).toBeNull();
  });
});

describe("an id", () => {
  it.each<[unknown, string | null]>([
    [42, "42"],
    [-1001234567890, "-1001234567890"],
    [-1009007199254740993n, "-1009007199254740993"],
    ["-100123", "-100123"],
    [2 ** 53, null],
    [1.5, null],
    ["@name", null],
    ["1".repeat(21), null],
    [null, null],
    [undefined, null],
    [{}, null],
    [true, null],
  ])("of %o is %s", (value, id) => {
    expect(idOf(value)).toBe(id);
  });
});
