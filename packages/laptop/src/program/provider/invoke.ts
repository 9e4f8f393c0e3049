import { answerOf, wayOut, type Lookups } from "../project/lookups";
import type { Place } from "../project/surroundings";
import type { Properties } from "../resource";
import { PURE_FUNCTIONS } from "./pure-functions";

/**
 * Answers a provider function such as `aws.getRegion()`.
 * @param lookups what the user says that the cloud would answer. They win over what is computed.
 * @throws for a function that only the cloud could answer.
 */
export function invokeFunction(
  token: string,
  args: Properties,
  place: Place,
  lookups: Lookups = {},
): Properties {
  const known = answerOf(lookups, token, args);
  if (known) return { ...args, ...known };
  const compute = PURE_FUNCTIONS[token];
  if (compute) return compute(place, args);
  throw new Error(
    `The function ${token} reads from ${cloudOf(token)}, which cannot be reached here. ${wayOut(token, args)}`,
  );
}

/** Whom a function or resource of a package asks. */
export function cloudOf(token: string): string {
  const [provider] = token.split(":");
  return provider === "aws" ? "AWS" : `the provider "${provider}"`;
}
