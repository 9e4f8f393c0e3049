import { equal } from "node:assert/strict";
import { parseInteger } from "../../handlers/parse-integer";

// What Go's strconv.Atoi answers on a 64-bit machine; undefined where it answers an error.
// https://pkg.go.dev/strconv#Atoi, https://go.dev/src/strconv/atoi_test.go
const CASES: [text: string, integer: number | undefined][] = [
  ["3", 3],
  ["+3", 3],
  ["-5", -5],
  ["0", 0],
  ["-0", 0],
  ["+0", 0],
  ["007", 7],
  ["-007", -7],
  ["12345", 12345],
  ["0000000000000000000000000000000000003", 3],
  ["9007199254740991", 9007199254740991],
  ["9223372036854775807", 2 ** 63],
  ["-9223372036854775808", -(2 ** 63)],
  ["9223372036854775808", undefined],
  ["-9223372036854775809", undefined],
  ["99999999999999999999", undefined],
  ["", undefined],
  ["+", undefined],
  ["-", undefined],
  ["--3", undefined],
  ["+-3", undefined],
  ["3a", undefined],
  ["a3", undefined],
  ["3.5", undefined],
  ["3.", undefined],
  ["1e3", undefined],
  ["1_000", undefined],
  ["1,000", undefined],
  [" 3", undefined],
  ["3 ", undefined],
  ["3\n", undefined],
  ["\n3", undefined],
  ["0x3", undefined],
  ["0b1", undefined],
  ["NaN", undefined],
  ["Infinity", undefined],
  ["٣", undefined],
  ["３", undefined],
];

describe("parseInteger", () => {
  for (const [text, integer] of CASES) {
    const outcome = integer === undefined ? "refuses" : `reads ${integer} from`;
    it(`${outcome} ${JSON.stringify(text)}`, () => {
      equal(parseInteger(text), integer);
    });
  }
});
