import { isExists, testOf } from "./matchers";
import type { EventPattern, Matcher } from "./event-pattern";

type Fields = Record<string, unknown>;

/** @param all the objects that stand beside this one in its array. */
type Test = (fields: Fields, all: readonly Fields[]) => boolean;

const compiledTests = new WeakMap<EventPattern, Test>();

/**
 * Whether an event matches the pattern of a rule.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * @param pattern that was checked.
 */
export function matches(pattern: EventPattern, event: unknown): boolean {
  let test = compiledTests.get(pattern);
  if (!test) {
    test = compiled(pattern);
    compiledTests.set(pattern, test);
  }
  return isMet(test, event);
}

/** All fields have to match within one object: https://github.com/aws/event-ruler#json-array-matching */
function isMet(test: Test, value: unknown): boolean {
  const { objects } = flattened(value);
  const all = objects.length > 0 ? objects : [{}];
  return all.some((fields) => test(fields, all));
}

// Differs from AWS: a field name with a dot in an event pattern names no field within another.
function compiled(pattern: EventPattern): Test {
  const tests = Object.entries(pattern).map(([name, wanted]): Test => {
    if (name === "$or") {
      const alternatives = (wanted as EventPattern[]).map(compiled);
      return (fields, all) => alternatives.some((test) => test(fields, all));
    }
    if (Array.isArray(wanted)) return fieldTest(name, wanted as Matcher[]);
    const inner = compiled(wanted);
    return (fields) => isMet(inner, valueOf(fields, name));
  });
  return (fields, all) => tests.every((test) => test(fields, all));
}

function fieldTest(name: string, matchers: Matcher[]): Test {
  const [mayBeThere, mayBeAbsent] = [true, false].map((exists) =>
    matchers.some((matcher) => isExists(matcher) && matcher.exists === exists),
  );
  const test = testOf(matchers.filter((matcher) => !isExists(matcher)));
  const valuesOf = (fields: Fields) => flattened(valueOf(fields, name)).values;
  return (fields, all) => {
    const values = valuesOf(fields);
    if (values.length > 0 && (mayBeThere || values.some(test))) return true;
    return mayBeAbsent === true && all.every((each) => valuesOf(each).length === 0);
  };
}

function valueOf(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** What a value holds, without the arrays around it: objects, and values that are none. */
function flattened(value: unknown): { objects: Fields[]; values: unknown[] } {
  const [objects, values]: [Fields[], unknown[]] = [[], []];
  const unseen = [value];
  while (unseen.length > 0) {
    const each = unseen.pop();
    if (Array.isArray(each)) for (const inner of each) unseen.push(inner);
    else if (typeof each === "object" && each !== null) objects.push(each as Fields);
    else if (each !== undefined) values.push(each);
  }
  return { objects, values };
}
