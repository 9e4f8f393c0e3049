import assert from "node:assert/strict";
import { resolve } from "node:path";
import { UserError } from "../../src/shared/errors";
import { parseOptions, USAGE } from "../../src/cli/options/start-options";

describe("the command line", () => {
  it("may be empty: the program is this folder, the stack dev, the port 3000", () => {
    assertHolds(parseOptions([]), {
      program: ".",
      stack: "dev",
      port: 3000,
      host: "127.0.0.1",
      expose: [],
      allowOrigins: [],
      config: {},
      requestsPerSecond: 10_000,
      journal: undefined,
      watch: true,
    });
  });

  it("sets each option", () => {
    const argv =
      "--program ../chat --stack prod --port 0 --host 0.0.0.0 --requests-per-second 50000 --journal j.jsonl --no-watch";
    assertHolds(parseOptions(argv.split(" ")), {
      program: "../chat",
      stack: "prod",
      port: 0,
      host: "0.0.0.0",
      config: {},
      requestsPerSecond: 50_000,
      journal: "j.jsonl",
      watch: false,
    });
  });

  it("takes values after a blank or an equals sign", () => {
    assertHolds(parseOptions(["--port=4000", "--stack=prod"]), { port: 4000, stack: "prod" });
  });

  it("takes a file of answers as configuration, from the folder that it is given in", () => {
    const config = { colour: "red", "laptop:lookup": resolve("answers.json") };
    assertHolds(parseOptions(["--lookup", "answers.json", "--config", "colour=red"]), { config });
  });

  it("takes configuration as often as it is given; a value may hold an equals sign", () => {
    const argv = ["--config", "timeout=10", "--config", "aws:region=eu-west-1", "--config=url=a=b"];
    const config = { timeout: "10", "aws:region": "eu-west-1", url: "a=b" };
    assertHolds(parseOptions([...argv, "--config", "empty="]), {
      config: { ...config, empty: "" },
    });
  });

  it("takes what to expose to a network, and origins in the form in which browsers send them", () => {
    const exposed = ["--host", "0.0.0.0", "--expose", "page", "--expose=dynamodb"];
    assertHolds(parseOptions(exposed), { expose: ["page", "dynamodb"] });
    const origins = ["HTTPS://Example.com:443/", "http://a.example:81", "null", "file://", "*"];
    const argv = origins.flatMap((origin) => ["--allow-origin", origin]);
    assertHolds(parseOptions(argv), {
      allowOrigins: ["https://example.com", "http://a.example:81", "null", "file://", "*"],
    });
  });

  it("takes what to leave out as often as it is given", () => {
    const argv = ["--without", "aws:sqs/queue:Queue", "--without=jobs"];
    assertHolds(parseOptions(argv), { without: ["aws:sqs/queue:Queue", "jobs"] });
  });

  it("asks for help with --help", () => {
    assert.equal(parseOptions(["--help"]), "help");
  });

  it("has every option in the help", () => {
    const options =
      "program stack port host expose allow-origin config without requests-per-second journal no-watch";
    for (const option of options.split(" "))
      assert.match(USAGE, new RegExp(`^ {2}--${option}\\b`, "m"));
  });

  const refused: [what: string, argv: string[], message: string][] = [
    [
      "an unknown option, naming the nearest",
      ["--prot", "1"],
      'Unknown option "--prot". Did you mean "--port"?',
    ],
    [
      "an unknown option with a value",
      ["--stak=prod"],
      'Unknown option "--stak". Did you mean "--stack"?',
    ],
    ["an unknown option of one letter", ["-p", "1"], 'Unknown option "-p". Did you mean "--port"?'],
    [
      "--watch, which is the default",
      ["--watch"],
      'Unknown option "--watch". Did you mean "--no-watch"?',
    ],
    [
      "to expose what there is not",
      ["--host", "0.0.0.0", "--expose", "pages"],
      'Option "--expose" is "pages". Give one of page, management, dynamodb, invoke.',
    ],
    [
      "to expose anything without a host",
      ["--expose", "page"],
      'Option "--expose" needs "--host": "127.0.0.1" is reached from this machine only.',
    ],
    [
      "an origin with a path",
      ["--allow-origin", "https://example.com/chat"],
      'Option "--allow-origin" is "https://example.com/chat". Give an origin, for example https://example.com, or *.',
    ],
    ["an option without its value", ["--port"], 'Option "--port" needs a value.'],
    [
      "a value for an option that takes none",
      ["--no-watch=1"],
      'Option "--no-watch" takes no value.',
    ],
    ["an argument that is no option", ["dev"], 'Unexpected argument "dev".'],
    [
      "a port that is no number",
      ["--port", "http"],
      'Option "--port" is "http". Give a number from 0 to 65535.',
    ],
    [
      "a port that is too large",
      ["--port", "65536"],
      'Option "--port" is "65536". Give a number from 0 to 65535.',
    ],
    ["a port below zero", ["--port=-1"], 'Option "--port" is "-1". Give a number from 0 to 65535.'],
    [
      "a port in hexadecimal",
      ["--port", "0x10"],
      'Option "--port" is "0x10". Give a number from 0 to 65535.',
    ],
    ["an empty port", ["--port="], 'Option "--port" is "". Give a number from 0 to 65535.'],
    [
      "a quota that is no number",
      ["--requests-per-second", "10k"],
      'Option "--requests-per-second" is "10k". Give a whole number above 0.',
    ],
    [
      "a quota of nothing",
      ["--requests-per-second", "0"],
      'Option "--requests-per-second" is "0". Give a whole number above 0.',
    ],
    [
      "configuration without a value",
      ["--config", "timeout"],
      'Option "--config" is "timeout". Write it as KEY=VALUE.',
    ],
    [
      "configuration without a key",
      ["--config", "=10"],
      'Option "--config" is "=10". Write it as KEY=VALUE.',
    ],
  ];
  for (const [what, argv, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => parseOptions(argv),
        (error) => {
          assert.ok(error instanceof UserError);
          assert.equal(error.message, `${message}\n\n${USAGE}`);
          assert.equal(error.exitCode, 2);
          return true;
        },
      );
    });
  }
});

/** More options may come; these stay as they are. */
function assertHolds(options: object | string, expected: object) {
  assert.ok(typeof options === "object");
  assert.deepEqual({ ...options, ...expected }, options);
}
