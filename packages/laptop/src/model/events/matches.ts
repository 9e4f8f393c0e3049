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

/**
 * Dots join the names of fields, in patterns and in events: `{ "a.b": [1] }` is `{ "a": { "b": [1] } }`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
function compiled(pattern: EventPattern): Test {
  const tests: Test[] = [];
  const within = new Map<string, Test[]>();
  const add = (name: string, test: Test) => within.set(name, [...(within.get(name) ?? []), test]);
  for (const [name, wanted] of Object.entries(pattern)) {
    const dot = name.indexOf(".");
    if (name === "$or") {
      const alternatives = (wanted as EventPattern[]).map(compiled);
      tests.push((fields, all) => alternatives.some((test) => test(fields, all)));
    } else if (dot > 0) add(name.slice(0, dot), compiled({ [name.slice(dot + 1)]: wanted }));
    else if (Array.isArray(wanted)) tests.push(fieldTest(name, wanted as Matcher[]));
    else add(name, compiled(wanted));
  }
  for (const [name, inner] of within) {
    const every: Test = (fields, all) => inner.every((test) => test(fields, all));
    tests.push((fields) => isMet(every, valueOf(fields, name)));
  }
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
  const own = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const longer = dottedNames(fields).filter((each) => each.startsWith(`${name}.`));
  if (longer.length === 0) return own;
  const pairs = longer.map((each) => [each.slice(name.length + 1), fields[each]] as const);
  const inner = Object.fromEntries<unknown>(pairs);
  const isObject = typeof own === "object" && own !== null && !Array.isArray(own);
  return isObject ? { ...own, ...inner } : [own, inner];
}

const knownDottedNames = new WeakMap<Fields, string[]>();

/** Found once for each object: a pattern may ask it for many fields. */
function dottedNames(fields: Fields): string[] {
  let names = knownDottedNames.get(fields);
  if (!names) {
    names = Object.keys(fields).filter((name) => name.includes("."));
    knownDottedNames.set(fields, names);
  }
  return names;
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
