import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { selectRoute } from "pulumi-laptop/src/apigateway/message/route-selection";
import { readJournal } from "pulumi-laptop/src/cli/iam";
import { evaluate } from "pulumi-laptop/src/iam/policy/evaluate";
import { parsePolicy } from "pulumi-laptop/src/iam/policy/policy";
import { reportUnused } from "pulumi-laptop/src/iam/usage/report";
import { UserError } from "pulumi-laptop/src/shared/errors";
import {
  naiveReason,
  type NaiveStatement,
} from "pulumi-laptop/test/iam/policy/support/naive-evaluate";
import { policyCase, type Case } from "pulumi-laptop/test/iam/policy/support/policy-arbitraries";
import { apiOf } from "pulumi-laptop/test/support/models";
import type { Target } from "../target";

/** Route selection expressions, with messages: a route is selected, whatever they are. */
export const expressions: Target<[expression: string, message: string]> = {
  input: fc.tuple(
    fc
      .array(
        fc.oneof(
          fc.constantFrom("$request.body", ".a", "..*", "[0]", "[*]", "[?(@.a)]", "${", "}", "\\$"),
          fc.string({ maxLength: 4 }),
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join("")),
    fc.oneof(
      fc.json(),
      fc.string(),
      fc.nat(3000).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
      fc.nat(3000).map((depth) => `{"a":`.repeat(depth) + "1" + "}".repeat(depth)),
    ),
  ),
  start: () =>
    Promise.resolve({
      attempt([routeSelectionExpression, message]) {
        const api = apiOf(["$connect", "$default", "a"], { routeSelectionExpression });
        const route = selectRoute(api, message);
        assert.ok(route && route.routeKey !== "$connect");
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    }),
};

/** Policies: the evaluator decides as a naive one does, for the same reason. */
export const policies: Target<Case> = {
  input: policyCase,
  start: () =>
    Promise.resolve({
      attempt({ own, limit, asked }) {
        const { reason } = evaluate(
          { identity: parse(own), boundary: limit && parse(limit) },
          { ...asked, context: (key) => asked.context[key] },
        );
        assert.equal(reason, naiveReason(own, limit, asked));
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    }),
};

function parse(list: NaiveStatement[]) {
  return parsePolicy({ Version: "2012-10-17", Statement: list }, "policy", "identity");
}

const entry = fc.record(
  {
    time: fc.constant("2026-01-01T00:00:00.000Z"),
    service: fc.constantFrom<unknown>("iam", "iam", "lambda", 1, null),
    event: fc.constantFrom<unknown>("granted", "use", "deny", null),
    role: fc.constantFrom<unknown>("events", "__proto__", null, {}),
    statements: fc.oneof(
      fc.array(
        fc.record({
          policy: fc.constantFrom<unknown>("p", null),
          number: fc.constantFrom<unknown>(1, "x"),
          actions: fc.constantFrom<unknown>(["dynamodb:*"], [null], null, "x"),
          resources: fc.constantFrom<unknown>(["*"], [], null, 1),
        }) as fc.Arbitrary<unknown>,
      ),
      fc.constantFrom<unknown>(null, "x", [null], {}),
    ),
  },
  { requiredKeys: [] },
);

/** Journals, whole and broken: `pulumi-laptop iam` reads them or says what is wrong. */
export const journals: Target<string> = {
  input: fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: entry.map((fields) => JSON.stringify(fields)) },
        { weight: 1, arbitrary: fc.oneof(fc.json(), fc.string()) },
      ),
      { maxLength: 5 },
    )
    .map((lines) => lines.join("\n")),
  async start() {
    const folder = await mkdtemp(join(tmpdir(), "fuzz-"));
    const path = join(folder, "journal.jsonl");
    return {
      async attempt(text) {
        await writeFile(path, text);
        const usage = await readJournal(path).catch((error: unknown) => {
          assert.ok(error instanceof UserError, String((error as Error).stack));
        });
        if (usage) reportUnused(usage);
      },
      close: () => rm(folder, { recursive: true }),
    };
  },
};
