import { deepEqual, equal, throws } from "node:assert/strict";
import { defaultFile, parseRecordOptions } from "../../record/options";

describe("The options of npm run record", () => {
  const parse = (...argv: string[]) => parseRecordOptions(argv, ["ping-answered"]);

  it("are a URL and defaults", () => {
    deepEqual(parse("--url", "wss://a.example/probe", "--only", "ping-answered"), {
      url: new URL("wss://a.example/probe"),
      ...{ profile: undefined, program: "examples/probe", out: undefined },
      ...{ slow: false, only: ["ping-answered"], json: false },
    });
  });

  it("or one or two files to compare", () => {
    deepEqual(parse("--compare", "a.json"), { compare: ["a.json"], json: false });
    const two = { compare: ["a.json", "b.json"], json: true };
    deepEqual(parse("--json", "--compare", "a.json", "b.json"), two);
    deepEqual(parse("--compare=a.json", "b.json", "--json"), two);
    deepEqual(parse("--compare", "a.json", "--compare", "b.json", "--json"), two);
  });

  const refused: [argv: string[], why: RegExp][] = [
    [[], /^Missing --url URL, or --compare FILE\./],
    [["--url", "https://a.example"], /^Option "--url" is "https:\/\/a\.example"\. Give an address/],
    [
      ["--url", "ws://a", "--only", "x"],
      /^Option "--only" is "x", which is no case\. The cases are ping-answered\./,
    ],
    [["--compare"], /^Option "--compare" needs a value\./],
    [["--compare", "a", "b", "--compare", "c"], /^--compare takes one or two files\./],
    [["--compare", "a", "--url", "ws://a"], /^Give --url to record, or --compare; not both\./],
    [["--urls", "ws://a"], /^Unknown option "--urls"\. Did you mean "--url"\?/],
    [["ws://a"], /^Unexpected argument "ws:\/\/a"\./],
  ];
  for (const [argv, why] of refused)
    it(`refuse ${JSON.stringify(argv)}`, () => {
      throws(
        () => parse(...argv),
        (error: Error) => why.test(error.message),
      );
    });

  it("name a file by the second and by what is recorded", () => {
    equal(
      defaultFile("2026-12-01T08:30:00.123Z", "aws"),
      "recordings/2026-12-01T08-30-00-aws.json",
    );
  });
});
