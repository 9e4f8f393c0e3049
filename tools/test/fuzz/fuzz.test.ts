import assert from "node:assert/strict";
import { describeFinding, fuzz, type Finding } from "../../fuzz/fuzz";
import { parseOptions } from "../../fuzz/options";
import { TARGETS } from "../../fuzz/table";

const SEED = 17;

describe("Fuzzing", () => {
  const held = new Map<string, number>();
  let finding: Finding | undefined;
  before(async () => {
    const options = { targets: Object.keys(TARGETS), seed: SEED };
    finding = await fuzz(options, (target, runs) => held.set(target, runs));
  });

  for (const [target, { runs }] of Object.entries(TARGETS)) {
    it(`${target} holds against ${runs} inputs`, () => {
      if (finding?.target === target) assert.fail(describeFinding(finding, SEED));
      assert.equal(held.get(target), runs);
    });
  }

  const falls: [target: string, what: RegExp][] = [
    ["wrong", /^Error: seven/],
    ["crash", /^The process ended \(1\)\.[^]*Error: seven/],
    ["hang", /^It hangs: nothing for 5 s\.$/],
  ];
  for (const [target, what] of falls) {
    it(`finds what falls: ${target}`, async () => {
      const table = require.resolve("./broken-targets");
      const found = await fuzz({ table, targets: [target], seed: SEED }, () => undefined, 5000);
      assert.equal(found?.target, target);
      assert.match(found?.what ?? "", what);
      if (target !== "crash") assert.equal(found?.input, 7);
    });
  }

  it("says how to find it again", () => {
    const found = describeFinding({ target: "frames", input: ["81"], what: "It hangs." }, 4);
    assert.match(
      found,
      /^Target "frames" fell\.\nSeed: npm run fuzz -- --seed 4 frames\nInput: \["81"\]\n/,
    );
  });

  it("reads its command line", () => {
    assert.deepEqual(parseOptions(["--seed", "4", "frames", "--minutes", "0.5", "dynamodb"]), {
      targets: ["frames", "dynamodb"],
      minutes: 0.5,
      seed: 4,
    });
    assert.throws(() => parseOptions(["frame"]), /Unknown target "frame"/);
    assert.throws(() => parseOptions(["--minutes", "x"]), /"--minutes" is "x"/);
  });
});
