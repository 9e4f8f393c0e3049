import { deepEqual, equal, ok } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { remarksInSources } from "../../docs/remarks";
import { CASES } from "../../record/cases/all-cases";
import { observe } from "../../record/observe";
import { addressesFrom, type Addresses } from "../../record/probe/target";
import { UNOBSERVABLE } from "../../record/unobservable";
import { PROBE, probeUrl, signerOf } from "./support/probe-laptop";

// The same cases as npm run record has, with another driver: slow ones move the laptop's clock.
for (const isSlow of [false, true]) {
  describe(`The laptop, seen from outside${isSlow ? " for hours" : ""}`, () => {
    let laptop: Laptop;
    let addresses: Addresses;
    before(async () => {
      laptop = await startLaptop({ program: PROBE, clock: isSlow ? "manual" : "real" });
      addresses = await addressesFrom(probeUrl(laptop));
    });
    after(() => laptop.close());

    const wait = async (ms: number) => {
      if (!isSlow) return sleep(ms);
      laptop.clock.advance(ms);
      await laptop.settled();
    };
    for (const each of CASES.filter(({ slowMs }) => (slowMs !== undefined) === isSlow))
      it(`does what is expected: ${each.name}`, async () => {
        const observed = await observe(each, { addresses, signer: signerOf(laptop), wait });
        deepEqual(observed, each.expected);
      });
  });
}

describe("The cases", () => {
  const ids = remarksInSources().flatMap(({ kind, id }) => (kind === "Unconfirmed" ? [id] : []));

  it("have names of their own", () => {
    equal(new Set(CASES.map(({ name }) => name)).size, CASES.length);
  });

  it("and comments Unconfirmed [ID] have IDs of their own", () => {
    equal(new Set(ids).size, ids.length);
  });

  it("name rows that exist", () => {
    for (const { name, rows } of CASES)
      for (const row of rows) ok(ids.includes(row), `${name}: ${row}`);
  });

  it("leave out no row without a reason, and give none for a row that has a case", () => {
    const covered = new Set(CASES.flatMap(({ rows }) => rows));
    deepEqual(ids.filter((id) => !covered.has(id)).sort(), Object.keys(UNOBSERVABLE).sort());
  });
});
