import { deepEqual, equal, match, throws } from "node:assert/strict";
import { parseLoadOptions, type LoadOptions } from "../../load/options";
import { announce, planOf, refuseForeign } from "../../load/plan";

const AWS = "wss://abc.execute-api.us-east-1.amazonaws.com/prod";
const read = (...args: string[]) => parseLoadOptions(args) as LoadOptions;

describe("npm run load", () => {
  it("reads its options", () => {
    deepEqual(read("--url", AWS, "--connections", "2500", "--duration", "2m", "--yes"), {
      url: AWS,
      message: "{id}",
      reaches: "all",
      durationMs: 120_000,
      connections: 2500,
      rate: 10,
      plot: undefined,
      yes: true,
      json: false,
      tokenCommand: undefined,
      openRate: 500,
      processes: 3,
    });
    equal(parseLoadOptions(["--help"]), "help");
  });

  const REFUSED: [string[], RegExp][] = [
    [[], /^Missing --url URL\./],
    [
      ["--url", "http://a"],
      /^Option "--url" is "http:\/\/a"\. Give an address that begins with ws/,
    ],
    [["--url", AWS, "--connections", "1.5"], /"1\.5"\. Give a whole number above 0\./],
    [["--url", AWS, "--connections", "20001"], /One address of a machine has ports for 20000\./],
    [["--url", AWS, "--rate", "0"], /^Option "--rate" is "0"\. Give a number above 0\./],
    [["--url", AWS, "--duration", "60"], /Give a time such as 30s or 5m\./],
    [["--url", AWS, "--message", "hi"], /Put \{id\} where the message can carry a text\./],
    [["--url", AWS, "--reaches", "none"], /Give all or sender\./],
    [
      ["--url", AWS, "--connections", "10000", "--rate", "1000", "--duration", "5m"],
      /^3000 million deliveries are more than are counted here\./,
    ],
  ];
  for (const [args, message] of REFUSED)
    it(`refuses ${args.join(" ") || "nothing"}`, () => {
      throws(() => read(...args), { code: "USAGE", message });
    });

  it("says what a run does and costs: a message for each post and each delivery", () => {
    const options = read("--url", AWS, "--connections", "1000", "--rate", "50");
    const plan = planOf(options);
    deepEqual([plan.messages, plan.deliveries, plan.openingMs], [3000, 3_000_000, 2000]);
    // Three million messages at $1 a million are most of it.
    equal(Math.floor(plan.dollars), 3);
    match(
      announce(options, plan),
      /^1,000 connections, 3,000 messages, 3,000,000 deliveries, about 62 s\. On AWS that costs about \$3\.\d\d\.$/,
    );
  });

  it("asks before more than 1,000 connections go to a service elsewhere", () => {
    const refusal =
      (...args: string[]) =>
      () => {
        const options = read("--connections", "1001", ...args);
        refuseForeign(options, planOf(options));
      };
    throws(refusal("--url", AWS), {
      message:
        /^1001 connections to "abc\.execute-api.*" cost .* about \$\d+\.\d\d on AWS\. Add --yes/,
    });
    throws(refusal("--url", "wss://127.0.0.1.example.com/dev"), /Add --yes/);
    refusal("--url", AWS, "--yes")();
    refusal("--url", AWS, "--connections", "1000")();
    for (const host of ["127.0.0.1:3000", "localhost:3000", "[::1]:3000"])
      refusal("--url", `ws://${host}/dev`)();
  });
});
