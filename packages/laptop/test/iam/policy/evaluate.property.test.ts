import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { evaluate } from "../../../src/iam/policy/evaluate";
import { parsePolicy } from "../../../src/iam/policy/policy";
import { naiveReason, type NaiveRequest, type NaiveStatement } from "./support/naive-evaluate";
import { policyCase, request } from "./support/policy-arbitraries";

const PARAMETERS = { numRuns: 3000, seed: 6 };

function parse(list: NaiveStatement[]) {
  return parsePolicy({ Version: "2012-10-17", Statement: list }, "policy", "identity");
}

function decide(
  identity: NaiveStatement[],
  limit: NaiveStatement[] | undefined,
  asked: NaiveRequest,
) {
  return evaluate(
    { identity: parse(identity), boundary: limit && parse(limit) },
    { ...asked, context: (key) => asked.context[key] },
  );
}

describe("The evaluator, compared with a naive one", function () {
  // Thousands of cases; on a busy machine they take a while.
  it("decides the same, for the same reason", () => {
    fc.assert(
      fc.property(policyCase, ({ own, limit, asked }) => {
        equal(decide(own, limit, asked).reason, naiveReason(own, limit, asked));
      }),
      PARAMETERS,
    );
  });

  it("is asked for enough of each answer", () => {
    const counts = { allow: 0, none: 0, deny: 0, boundaryNone: 0, boundaryDeny: 0 };
    for (const { own, limit, asked } of fc.sample(policyCase, PARAMETERS))
      counts[naiveReason(own, limit, asked)]++;
    const share = (count: number) => count / PARAMETERS.numRuns;
    const said = JSON.stringify(counts);
    ok(share(counts.allow) >= 0.3, said);
    ok(share(counts.deny + counts.boundaryDeny) >= 0.3, said);
    ok(Math.min(...Object.values(counts).map(share)) >= 0.02, said);
  });

  it("says that a decision holds in every context only if it does", () => {
    fc.assert(
      fc.property(policyCase, request, ({ own, limit, asked }, other) => {
        const first = decide(own, limit, asked);
        if (first.dependsOnContext) return;
        const second = decide(own, limit, { ...asked, context: other.context });
        deepEqual([second.allowed, second.reason], [first.allowed, first.reason]);
      }),
      PARAMETERS,
    );
  });

  it("never allows more when a statement that denies is added", () => {
    fc.assert(
      fc.property(policyCase, policyCase, ({ own, limit, asked }, other) => {
        const denials = other.own.map((added) => ({ ...added, Effect: "Deny" }));
        if (decide([...own, ...denials], limit, asked).allowed)
          equal(decide(own, limit, asked).allowed, true);
      }),
      PARAMETERS,
    );
  });

  it("names only statements of the policy, with patterns of theirs", () => {
    fc.assert(
      fc.property(policyCase, ({ own, asked }) => {
        for (const { statement: by, actions, resources } of decide(own, undefined, asked).by) {
          const source = own[by.number - 1]!;
          const isSubset = (part: string[], whole: string[] = []) =>
            part.length > 0 && part.every((text) => whole.includes(text));
          equal(isSubset(actions, source.Action ?? source.NotAction), true);
          equal(isSubset(resources, source.Resource ?? source.NotResource), true);
        }
      }),
      PARAMETERS,
    );
  });
});
