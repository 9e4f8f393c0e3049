import fc from "fast-check";
import type { NaiveRequest, NaiveStatement } from "./naive-evaluate";
import { CONDITION_KINDS, type ConditionKind } from "./condition-arbitraries";
import { arn, arnPattern, plainWord } from "./text-arbitraries";

const randomAction = fc
  .tuple(
    fc.constantFrom("dynamodb", "DynamoDB", "lambda"),
    fc.string({ unit: fc.constantFrom("a", "b", "A", "*", "?"), minLength: 1, maxLength: 4 }),
  )
  .map((parts) => parts.join(":"));
const randomResource = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom("*", "arn:aws:dynamodb:*") },
  { weight: 3, arbitrary: arnPattern },
);

/** How many characters of an ARN stay as they are: `arn:aws:dyna`. */
const FIXED = 12;

export const request: fc.Arbitrary<NaiveRequest> = arn.chain((resource) =>
  fc
    .record({
      action: fc.constantFrom("dynamodb:a", "dynamodb:ab", "lambda:Ba", "dynamodb:b"),
      values: fc.tuple(...CONDITION_KINDS.map(({ given }) => fc.array(given, { maxLength: 2 }))),
      team: fc.array(fc.oneof(plainWord, partOf(resource)), { maxLength: 2 }),
    })
    .map(({ action, values, team }) => {
      const context: Record<string, string[]> = {};
      if (team.length > 0) context["aws:principaltag/team"] = team;
      CONDITION_KINDS.forEach(({ key }, i) => {
        if (values[i]!.length > 0) context[key.toLowerCase()] = values[i]!;
      });
      return { action, resource, context };
    }),
);

/** A piece of an ARN, with or without colons. */
function partOf(resource: string): fc.Arbitrary<string> {
  const place = fc.integer({ min: FIXED, max: resource.length });
  return fc
    .tuple(place, place)
    .map(([a, b]) => resource.slice(Math.min(a, b), Math.max(a, b)))
    .filter((part) => part !== "");
}

/** A request with the policies that it is asked about. */
export interface Case {
  asked: NaiveRequest;
  own: NaiveStatement[];
  limit: NaiveStatement[] | undefined;
}

/**
 * Statements that are about the request more often than not: patterns and values made at random alone
 * meet too rarely, and nearly every decision would be "no statement allows it".
 */
export const policyCase: fc.Arbitrary<Case> = request.chain((asked) => {
  const statements = fc.array(statementAbout(asked), { minLength: 1, maxLength: 3 });
  const limit = fc.option(statements, { nil: undefined, freq: 2 });
  return fc.record({ asked: fc.constant(asked), own: statements, limit });
});

function statementAbout({ action, resource, context }: NaiveRequest) {
  return fc
    .record({
      Effect: fc.constantFrom("Allow", "Allow", "Deny"),
      action: patterns("Action", near(action, 9), randomAction),
      resource: patterns("Resource", nearResource(resource, context), randomResource),
      conditions: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(conditionAbout(context), { minLength: 1, maxLength: 2 }) },
      ),
    })
    .map(({ Effect, action: actions, resource: resources, conditions }): NaiveStatement => ({
      Effect,
      ...actions,
      ...resources,
      Condition: Object.assign({}, ...conditions) as NaiveStatement["Condition"],
    }));
}

/** `Action` with patterns that mostly match, or `NotAction` with patterns that mostly do not. */
function patterns(
  element: "Action" | "Resource",
  close: fc.Arbitrary<string>,
  random: fc.Arbitrary<string>,
) {
  const list = (closeness: number) =>
    fc.array(
      fc.oneof(
        { weight: closeness, arbitrary: close },
        { weight: 10 - closeness, arbitrary: random },
      ),
      { minLength: 1, maxLength: 2 },
    );
  return fc.oneof(
    { weight: 9, arbitrary: list(9).map((texts) => ({ [element]: texts })) },
    { weight: 1, arbitrary: list(1).map((texts) => ({ [`Not${element}`]: texts })) },
  );
}

/**
 * The text with a wildcard somewhere, which matches it but for colons.
 * @param fixed how many characters at the start stay.
 */
function near(text: string, fixed: number): fc.Arbitrary<string> {
  const place = fc.integer({ min: Math.min(fixed, text.length), max: text.length });
  return fc
    .tuple(place, place, fc.constantFrom("*", "*", "?", "**", undefined))
    .map(([a, b, wildcard]) => {
      if (wildcard === undefined) return text;
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const end = wildcard === "?" ? from + 1 : to;
      return `${text.slice(0, from)}${wildcard}${text.slice(end)}`;
    });
}

/** The same for an ARN, in which a piece may stand as a variable. */
function nearResource(resource: string, context: NaiveRequest["context"]): fc.Arbitrary<string> {
  const team = context["aws:principaltag/team"]?.[0] ?? "";
  const at = resource.indexOf(team, FIXED);
  const isPart = team !== "" && at >= 0;
  const start = resource.slice(0, at) + "${aws:PrincipalTag/team}";
  const end = resource.slice(at + team.length);
  const withVariable = near(end, 0).map((rest) => start + rest);
  const pattern = isPart ? fc.oneof(withVariable, near(resource, FIXED)) : near(resource, FIXED);
  // Others are no resources, and the document is refused.
  return pattern.filter((text) => text.split(":").length >= 6);
}

function conditionAbout(context: NaiveRequest["context"]) {
  return fc.oneof(
    ...CONDITION_KINDS.map((kind) => conditionOf(kind, context[kind.key.toLowerCase()])),
    fc.record({ Null: fc.record({ "aws:username": fc.constantFrom(["true"], ["false"]) }) }),
  );
}

function conditionOf({ key, names, policy }: ConditionKind, given: string[] = []) {
  const value = given.length === 0 ? policy : fc.oneof(policy, fc.constantFrom(...given));
  return fc
    .record({
      name: fc.constantFrom(...names),
      quantifier: fc.constantFrom("", "", "ForAllValues:", "ForAnyValue:"),
      suffix: fc.constantFrom("", "", "IfExists"),
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
    })
    .map(({ name, quantifier, suffix, values }) => ({
      [`${quantifier}${name}${suffix}`]: { [key]: values },
    }));
}
