import { deepEqual, equal, throws } from "node:assert/strict";
import { readNumbers } from "../../bench/command";
import { UserError } from "pulumi-laptop/src/shared/errors";

describe("the command line of a benchmark", () => {
  const wanted = [
    { name: "CONNECTIONS", byDefault: 1000, least: 1 },
    { name: "DELAY_MS", byDefault: 0, least: 0 },
  ];
  const read = (...argv: string[]) => readNumbers(argv, wanted, "Usage");

  it("has its numbers in their order, or what they are by default", () => {
    deepEqual(read(), [1000, 0]);
    deepEqual(read("20"), [20, 0]);
    deepEqual(read("20", "5"), [20, 5]);
  });

  it("asks for help with --help", () => {
    equal(read("20", "--help"), "help");
  });

  const refused: [argv: string[], message: string][] = [
    [["x"], 'CONNECTIONS is "x". Give a whole number from 1 to 9999999.\n\nUsage'],
    [["0"], 'CONNECTIONS is "0". Give a whole number from 1 to 9999999.\n\nUsage'],
    [["1", "-1"], 'DELAY_MS is "-1". Give a whole number from 0 to 9999999.\n\nUsage'],
    [["1", "2.5"], 'DELAY_MS is "2.5". Give a whole number from 0 to 9999999.\n\nUsage'],
    [["1", "2", "3"], 'Unexpected argument "3".\n\nUsage'],
  ];
  for (const [argv, message] of refused) {
    it(`refuses ${argv.join(" ")}`, () => {
      throws(
        () => read(...argv),
        (error) => error instanceof UserError && error.message === message && error.exitCode === 2,
      );
    });
  }
});
