import { equal } from "node:assert/strict";
import { isSameSecret } from "../../../src/shared/ids/same-secret";

describe("isSameSecret", () => {
  for (const [given, isSame] of [
    ["secret", true],
    ["secret ", false],
    ["Secret", false],
    ["", false],
    ["secret".repeat(1000), false],
  ] as const)
    it(`says ${isSame} for ${JSON.stringify(given.slice(0, 20))}, whatever its length`, () => {
      equal(isSameSecret(given, "secret"), isSame);
    });
});
