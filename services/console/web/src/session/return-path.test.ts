import { expect, it } from "vitest";
import { returnPath } from "./return-path.ts";

it("goes back to a page of ours with its search and hash", () => {
  expect(returnPath("/approvals?status=decided&approval=appr_1#x")).toBe(
    "/approvals?status=decided&approval=appr_1#x",
  );
});

it.each([undefined, "", "approvals", "https://evil.example/", "//evil.example", "/\\evil.example"])(
  "goes home instead of to %s",
  (to) => {
    expect(returnPath(to)).toBe("/");
  },
);

it("does not go back to the sign-in page itself", () => {
  expect(returnPath("/sign-in?to=%2Fapprovals")).toBe("/");
});
