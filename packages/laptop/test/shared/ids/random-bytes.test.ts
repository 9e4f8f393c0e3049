import { deepEqual, equal } from "node:assert/strict";
import { randomIdBytes } from "../../../src/shared/ids/random-bytes";

describe("Random bytes for IDs", () => {
  it("are as many as asked for, never the same, and stay as they are", () => {
    // Enough to draw anew several times.
    const sizes = Array.from({ length: 1000 }, (_, i) => 8 + (i % 40));
    const drawn = sizes.map((size) => randomIdBytes(size));
    const before = drawn.map((bytes) => bytes.toString("hex"));
    sizes.forEach((size) => randomIdBytes(size));
    deepEqual(
      drawn.map(({ length }) => length),
      sizes,
    );
    equal(new Set(before.map((hex) => hex.slice(0, 16))).size, sizes.length);
    deepEqual(
      drawn.map((bytes) => bytes.toString("hex")),
      before,
    );
  });
});
