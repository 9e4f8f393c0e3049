import { deepEqual, throws } from "node:assert/strict";
import { parseCostOptions, USAGE } from "../../cost/options";
import { UserError } from "pulumi-laptop/src/shared/errors";

const NEEDED = ["--connections", "100", "--messages-per-second", "0.5"];

describe("npm run cost", () => {
  it("asks for connections and messages, and assumes the rest", () => {
    deepEqual(parseCostOptions(NEEDED), {
      json: false,
      load: {
        connections: 100,
        messagesPerSecond: 0.5,
        recipients: 100,
        messageBytes: 100,
        connectionMinutes: 60,
        memoryMb: 512,
        msPerEvent: 10,
        cpuMsPerPost: 0.2,
        logBytesPerEvent: 500,
      },
    });
  });

  it("takes what is said", () => {
    const said = ["--recipients", "2", "--memory", "1769", "--message-bytes", "1024", "--json"];
    const options = parseCostOptions([...NEEDED, ...said]);
    if (options === "help") throw new Error("Not asked for.");
    const { json, load } = options;
    const { recipients, memoryMb, messageBytes } = load;
    deepEqual(
      { json, recipients, memoryMb, messageBytes },
      { json: true, recipients: 2, memoryMb: 1769, messageBytes: 1024 },
    );
  });

  it("shows its options", () => {
    deepEqual(parseCostOptions(["--help"]), "help");
  });

  for (const [argv, message] of [
    [["--connections", "100"], "How many? Say --messages-per-second."],
    [["--connections", "many"], 'Option "--connections" is "many". Give a number.'],
    [[...NEEDED, "--memory", "0"], 'Option "--memory" is "0". Give a number above 0.'],
    [
      [...NEEDED, "--connection-minutes", "121"],
      'Option "--connection-minutes" is "121". Give a number of 120 at most.',
    ],
    [
      [...NEEDED, "--message-bytes", "200000"],
      'Option "--message-bytes" is "200000". Give a number of 131072 at most.',
    ],
    [
      [...NEEDED, "--conections", "1"],
      'Unknown option "--conections". Did you mean "--connections"?',
    ],
    [[...NEEDED, "more"], 'Unexpected argument "more".'],
  ] as const) {
    it(`refuses ${argv.join(" ")}`, () => {
      throws(() => parseCostOptions([...argv]), new UserError("USAGE", `${message}\n\n${USAGE}`));
    });
  }
});
