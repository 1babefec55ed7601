import fc from "fast-check";
import { expect, test } from "vitest";
import { type Entity, endOf } from "./entity.ts";
import { fixEntities } from "./fix-entities.ts";
import { anyEntities } from "./testing/any-text.ts";

const entity = (type: Entity["type"], offset: number, length: number): Entity => ({
  type,
  offset,
  length,
});

test("styles that touch are one, and are cut where another entity begins or ends", () => {
  expect(fixEntities([entity("bold", 0, 2), entity("bold", 2, 2)])).toEqual([entity("bold", 0, 4)]);
  expect(fixEntities([entity("bold", 0, 9), entity("text_link", 3, 3)])).toEqual([
    entity("bold", 0, 3),
    entity("text_link", 3, 3),
    entity("bold", 3, 3),
    entity("bold", 6, 3),
  ]);
});

test("code holds nothing, a quote holds everything but a quote", () => {
  expect(fixEntities([entity("code", 2, 4), entity("italic", 0, 8)])).toEqual([
    entity("italic", 0, 2),
    entity("code", 2, 4),
    entity("italic", 6, 2),
  ]);
  expect(
    fixEntities([entity("blockquote", 0, 9), entity("code", 1, 2), entity("blockquote", 4, 2)]),
  ).toEqual([entity("blockquote", 0, 9), entity("code", 1, 2)]);
});

test("whatever is given, what comes out is sorted, nests, and is its own fixed form", () => {
  fc.assert(
    fc.property(anyEntities(40), (given) => {
      const fixed = fixEntities(given);
      expect(fixEntities(fixed)).toEqual(fixed);
      for (const [index, one] of fixed.entries()) {
        for (const other of fixed.slice(index + 1)) {
          expect(other.offset).toBeGreaterThanOrEqual(one.offset);
          const apart = other.offset >= endOf(one);
          expect(apart || endOf(other) <= endOf(one)).toBe(true);
          if (!apart) expect(["code", "pre"]).not.toContain(one.type);
        }
      }
    }),
  );
});
