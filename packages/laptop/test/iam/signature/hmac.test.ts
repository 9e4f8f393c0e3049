import { equal } from "node:assert/strict";
import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { hmacSha256 } from "../../../src/iam/signature/hmac";

describe("hmacSha256", () => {
  it("is what Node.js computes, for keys and texts of any length, one after the other", () =>
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.string({ unit: "binary", maxLength: 300 }), { minLength: 1 }),
        (key, texts) => {
          const hmac = hmacSha256(key);
          for (const text of texts) {
            const expected = createHmac("sha256", key).update(text).digest();
            equal(hmac(text, "hex"), expected.toString("hex"));
            equal(hmac(text, "binary"), expected.toString("binary"));
          }
        },
      ),
    ));

  // https://datatracker.ietf.org/doc/html/rfc4231#section-4.3
  it("gives the value of RFC 4231's second case", () =>
    equal(
      hmacSha256("Jefe")("what do ya want for nothing?", "hex"),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ));
});
