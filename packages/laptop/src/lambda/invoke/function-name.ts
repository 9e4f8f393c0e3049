import type { LambdaFunction, Model } from "../../model/model";
import { arnOf } from "../../shared/aws-names";
import { leftOut, notFound, type Refusal } from "./refusal";

/** The function that a caller asked for. */
export interface FunctionReference {
  /** Includes the qualifier, if there is one. */
  arn: string;
  /** undefined if there is no such function, version or alias. */
  definition: LambdaFunction | undefined;
}

/**
 * Finds a function by its name (`events`), partial ARN (`123456789012:function:events`) or ARN, with or
 * without a qualifier (`events:live`).
 * Differs from AWS: a published version and an alias run what $LATEST does.
 */
export function resolveFunction(
  { region, accountId, functions }: Model,
  name: string,
  qualifier?: string,
): FunctionReference {
  const [, plainName = name, ownQualifier] =
    /^(?:(?:arn:[^:]+:lambda:[^:]+:)?\d{12}:function:)?([^:]+)(?::([^:]+))?$/.exec(name) ?? [];
  const asked = qualifier ?? ownQualifier;
  const definition = functions.find((candidate) => candidate.name === plainName);
  const plainArn =
    definition?.arn ?? arnOf("lambda", { region, accountId }, `function:${plainName}`);
  const isKnown =
    asked === undefined || asked === "$LATEST" || definition?.qualifiers.includes(asked) === true;
  return {
    arn: asked === undefined ? plainArn : `${plainArn}:${asked}`,
    definition: isKnown ? definition : undefined,
  };
}

/** Why there is no function with that name. */
export function absence(model: Model, arn: string): Refusal {
  const name = arn.split(":")[6];
  const found = model.leftOut.find(
    ({ type, physicalName }) => type.startsWith("aws:lambda/function:") && physicalName === name,
  );
  return found ? leftOut(found.description) : notFound(arn);
}
