import type { Context } from "./glob";
import { InvalidValue, OPERATORS } from "./operators";

/** One operator and key of a policy's element `Condition`. */
export interface Condition {
  operator: string;
  /** In lower case, because condition keys are not case-sensitive. */
  key: string;
  holds(context: Context): boolean;
}

const NAME = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/**
 * Compiles a condition.
 * @param variables whether `${...}` in the values is a variable.
 * @returns undefined if IAM has no such operator.
 * @throws InvalidValue
 */
export function compileCondition(
  operator: string,
  name: string,
  values: readonly string[],
  variables: boolean,
): Condition | undefined {
  const key = name.toLowerCase();
  if (operator === "Null") return { operator, key, holds: compileNull(key, values) };
  const [, quantifier, base = "", ifExists] = NAME.exec(operator) ?? [];
  const known = OPERATORS.get(base);
  if (!known) return undefined;
  const { negated } = known;
  const test = known.compile(values, variables);
  const holdsFor = (value: string, context: Context) => test(value, context) !== negated;
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  const holds = (context: Context): boolean => {
    const found = context(key);
    if (quantifier) {
      // An empty string counts as no value.
      const given = found?.filter((value) => value !== "") ?? [];
      return quantifier === "ForAllValues"
        ? given.every((value) => holdsFor(value, context))
        : given.some((value) => holdsFor(value, context));
    }
    if (!found || found.length === 0) return negated || ifExists !== undefined;
    // Unconfirmed [iam-several-values]: without a quantifier, one matching value of a key with several decides a condition.
    return found.some((value) => test(value, context)) !== negated;
  };
  return { operator, key, holds };
}

/** `{ "Null": { key: "true" } }` holds if the request has no such key. */
function compileNull(key: string, values: readonly string[]): Condition["holds"] {
  const wanted = values.map((text) => {
    if (!/^(true|false)$/i.test(text)) throw new InvalidValue(text);
    return text.toLowerCase() === "true";
  });
  return (context) => {
    const isAbsent = !context(key)?.length;
    return wanted.includes(isAbsent);
  };
}
