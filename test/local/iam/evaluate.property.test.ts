import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { evaluate } from "../../../local/iam/evaluate";
import { parsePolicy } from "../../../local/iam/policy";
import { naiveAllows, type NaiveRequest, type NaiveStatement } from "./naive-evaluate";

const RUNS = 3000;

/** Texts of few characters, so that patterns and values often meet. */
const word = fc.string({ unit: fc.constantFrom("a", "b", "B", "/", "*", "?"), maxLength: 5 });
const plainWord = fc.string({ unit: fc.constantFrom("a", "b", "B", "/", ":"), maxLength: 5 });
const action = fc
  .tuple(
    fc.constantFrom("dynamodb", "DynamoDB", "lambda"),
    fc.string({ unit: fc.constantFrom("a", "b", "A", "*", "?"), minLength: 1, maxLength: 4 }),
  )
  .map((parts) => parts.join(":"));
const variable = fc.constantFrom(
  "${aws:username}",
  "${aws:PrincipalTag/team}",
  "${aws:PrincipalTag/team, 'b'}",
  "${*}",
  "${?}",
  "${$}",
);
const template = fc
  .array(fc.oneof({ weight: 3, arbitrary: word }, { weight: 1, arbitrary: variable }), {
    maxLength: 3,
  })
  .map((parts) => parts.join(""));
const arnPattern = fc
  .tuple(
    fc.constantFrom("dynamodb", "*", "dyn*", "?ynamodb"),
    fc.constantFrom("a", "b", "*", "?", "a*"),
    fc.constantFrom("1", "*", "?", "${aws:username}", ""),
    template,
  )
  .map((parts) => ["arn", "aws", ...parts].join(":"));
const arn = fc
  .tuple(
    fc.constant("dynamodb"),
    fc.constantFrom("a", "b", "ab"),
    fc.constantFrom("1", ""),
    plainWord,
  )
  .map((parts) => ["arn", "aws", ...parts].join(":"));
const resource = fc.oneof(
  { weight: 1, arbitrary: fc.constant("*") },
  { weight: 1, arbitrary: fc.constant("arn:aws:dynamodb:*") },
  { weight: 6, arbitrary: arnPattern },
);

const number = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constant(1.5)).map(String);
const date = fc.constantFrom(
  "2026-01-01T00:00:00Z",
  "2026-01-01",
  "1767225600",
  "2026-01-01T01:00:00+01:00",
  "2026-06-30T12:00:00.500Z",
);
const address = fc
  .array(fc.constantFrom(0, 1, 10, 128, 255), { minLength: 4, maxLength: 4 })
  .map((numbers) => numbers.join("."));
const range = fc.tuple(address, fc.integer({ min: 1, max: 32 })).map((parts) => parts.join("/"));

/** Each kind of operator with the policy's and the request's values, and the key that it is used on. */
const KINDS = [
  {
    key: "dynamodb:Attributes",
    names: ["StringEquals", "StringNotEquals"],
    policy: template,
    given: plainWord,
  },
  {
    key: "aws:username",
    names: ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
    policy: template,
    given: plainWord,
  },
  {
    key: "dynamodb:LeadingKeys",
    names: ["StringLike", "StringNotLike"],
    policy: template,
    given: plainWord,
  },
  {
    key: "aws:SourceArn",
    names: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
    policy: arnPattern,
    given: arn,
  },
  {
    key: "aws:PrincipalTag/n",
    names: [
      "Equals",
      "NotEquals",
      "LessThan",
      "LessThanEquals",
      "GreaterThan",
      "GreaterThanEquals",
    ].map((name) => `Numeric${name}`),
    policy: number,
    given: number,
  },
  {
    key: "aws:CurrentTime",
    names: [
      "Equals",
      "NotEquals",
      "LessThan",
      "LessThanEquals",
      "GreaterThan",
      "GreaterThanEquals",
    ].map((name) => `Date${name}`),
    policy: date,
    given: date,
  },
  {
    key: "aws:SecureTransport",
    names: ["Bool"],
    policy: fc.constantFrom("true", "false", "True"),
    given: fc.constantFrom("true", "false", "FALSE"),
  },
  {
    key: "aws:PrincipalTag/ip",
    names: ["IpAddress", "NotIpAddress"],
    policy: fc.oneof(address, range),
    given: address,
  },
];

const condition = fc.oneof(
  ...KINDS.map(({ key, names, policy }) =>
    fc
      .record({
        name: fc.constantFrom(...names),
        quantifier: fc.constantFrom("", "", "ForAllValues:", "ForAnyValue:"),
        suffix: fc.constantFrom("", "", "IfExists"),
        values: fc.array(policy, { minLength: 1, maxLength: 3 }),
      })
      .map(({ name, quantifier, suffix, values }) => ({
        [`${quantifier}${name}${suffix}`]: { [key]: values },
      })),
  ),
  fc.record({ Null: fc.record({ "aws:username": fc.constantFrom(["true"], ["false"]) }) }),
);

const statement: fc.Arbitrary<NaiveStatement> = fc
  .record({
    Effect: fc.constantFrom("Allow", "Allow", "Deny"),
    isNotAction: fc.boolean(),
    actions: fc.array(fc.oneof(fc.constant("*"), action), { minLength: 1, maxLength: 2 }),
    isNotResource: fc.boolean(),
    resources: fc.array(resource, { minLength: 1, maxLength: 2 }),
    conditions: fc.array(condition, { maxLength: 2 }),
  })
  .map(({ Effect, isNotAction, actions, isNotResource, resources, conditions }) => ({
    Effect,
    [isNotAction ? "NotAction" : "Action"]: actions,
    [isNotResource ? "NotResource" : "Resource"]: resources,
    Condition: Object.assign({}, ...conditions) as NaiveStatement["Condition"],
  }));
const statements = fc.array(statement, { minLength: 1, maxLength: 3 });

const request: fc.Arbitrary<NaiveRequest> = fc
  .record({
    action: fc.constantFrom("dynamodb:a", "dynamodb:ab", "lambda:Ba", "dynamodb:b"),
    resource: arn,
    values: fc.tuple(
      ...KINDS.map(({ given }) => fc.array(given as fc.Arbitrary<string>, { maxLength: 2 })),
    ),
    team: fc.option(plainWord, { nil: undefined }),
  })
  .map(({ action: called, resource: on, values, team }) => {
    const context: Record<string, string[]> = {};
    KINDS.forEach(({ key }, i) => {
      if (values[i]!.length > 0) context[key.toLowerCase()] = values[i]!;
    });
    if (team !== undefined) context["aws:principaltag/team"] = [team];
    return { action: called, resource: on, context };
  });

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

describe("The evaluator, compared with a naive one", () => {
  it("decides the same", () => {
    let allowed = 0;
    fc.assert(
      fc.property(
        statements,
        fc.option(statements, { nil: undefined }),
        request,
        (own, limit, asked) => {
          const expected = naiveAllows(own, limit, asked);
          if (expected) allowed++;
          equal(decide(own, limit, asked).allowed, expected);
        },
      ),
      { numRuns: RUNS, seed: 6 },
    );
    equal(allowed > RUNS / 20, true, `only ${allowed} of ${RUNS} were allowed`);
  });

  it("says that a decision holds in every context only if it does", () => {
    fc.assert(
      fc.property(statements, request, request, (own, one, other) => {
        const first = decide(own, undefined, one);
        if (first.dependsOnContext) return;
        const second = decide(own, undefined, { ...one, context: other.context });
        deepEqual([second.allowed, second.reason], [first.allowed, first.reason]);
      }),
      { numRuns: RUNS, seed: 6 },
    );
  });

  it("never allows more when a statement that denies is added", () => {
    fc.assert(
      fc.property(statements, statement, request, (own, added, asked) => {
        const denial = { ...added, Effect: "Deny" };
        if (decide([...own, denial], undefined, asked).allowed)
          equal(decide(own, undefined, asked).allowed, true);
      }),
      { numRuns: RUNS, seed: 6 },
    );
  });

  it("names only statements of the policy, with patterns of theirs", () => {
    fc.assert(
      fc.property(statements, request, (own, asked) => {
        for (const { statement: by, actions, resources } of decide(own, undefined, asked).by) {
          const source = own[by.number - 1]!;
          const isSubset = (part: string[], whole: string[] = []) =>
            part.length > 0 && part.every((text) => whole.includes(text));
          equal(isSubset(actions, source.Action ?? source.NotAction), true);
          equal(isSubset(resources, source.Resource ?? source.NotResource), true);
        }
      }),
      { numRuns: RUNS, seed: 6 },
    );
  });
});
