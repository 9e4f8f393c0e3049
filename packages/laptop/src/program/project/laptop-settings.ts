import { UserError } from "../../shared/errors";
import type { Properties } from "../resource";

/** Configuration that tells the laptop about a program: https://www.pulumi.com/docs/iac/concepts/config/ */
export const SECRETS_KEY = "laptop:secrets";
export const EXPERIMENTS_KEY = "laptop:experiments";
/** The file that `--lookup` names, relative to Pulumi.yaml. */
export const LOOKUP_KEY = "laptop:lookup";
export const STACK_REFERENCES_KEY = "laptop:stackReferences";
export const WITHOUT_KEY = "laptop:without";

/** Messages for the experiments, which need a program that answers them. */
export interface ExperimentMessages {
  /** Takes the program a second or more. */
  slow: string;
  /** Is handled at once. */
  quick: string;
}

/**
 * The environment variable that holds each secret on a laptop, by its key of configuration: a secret that
 * Pulumi has encrypted cannot be read without Pulumi, and others on the machine see the command line.
 * @param value what "laptop:secrets" is set to, for example `{ databaseUrl: "DATABASE_URL" }`.
 * @throws UserError if it is something else.
 */
export function secretVariables(value: unknown): Record<string, string> {
  return texts(
    SECRETS_KEY,
    value,
    "configuration keys, each with the name of an environment variable",
  );
}

/**
 * The messages that the program says it answers.
 * @param value what "laptop:experiments" is set to: `{ slow: "2", quick: "hi" }`.
 * @returns undefined if it is not set.
 * @throws UserError if it is something else.
 */
export function experimentMessages(value: unknown): ExperimentMessages | undefined {
  if (value === undefined) return undefined;
  const { slow, quick } = texts(EXPERIMENTS_KEY, value, MESSAGES);
  if (slow === undefined || quick === undefined) throw refusal(EXPERIMENTS_KEY, MESSAGES);
  return { slow, quick };
}

/**
 * The outputs of other stacks, by the name that a StackReference gives.
 * @param value what "laptop:stackReferences" is set to: `{ "acme/network/dev": { vpcId: "vpc-1" } }`.
 * @throws UserError if it is something else.
 */
export function stackReferences(value: unknown): Record<string, Properties> {
  if (value === undefined) return {};
  const stacks = objectOf(value);
  if (stacks && Object.values(stacks).every((outputs) => objectOf(outputs)))
    return stacks as Record<string, Properties>;
  throw refusal(STACK_REFERENCES_KEY, "stack names, each with an object of the stack's outputs");
}

/**
 * What a run leaves out of the program: types and names of resources.
 * @param value what "laptop:without" is set to, for example `["aws:sqs/queue:Queue", "jobs"]`.
 * @throws UserError if it is something else.
 */
export function leftOutNames(value: unknown): string[] {
  const list = typeof value === "string" ? (parsed(value) ?? [value]) : (value ?? []);
  if (Array.isArray(list) && list.every((each) => typeof each === "string")) return list;
  throw new UserError(
    "PROJECT",
    `Configuration "${WITHOUT_KEY}" is not a list of types and names of resources.`,
  );
}

const MESSAGES = 'the messages "slow" and "quick"';

function texts(key: string, value: unknown, of: string): Record<string, string> {
  if (value === undefined) return {};
  const object = objectOf(value);
  if (!object) throw refusal(key, of);
  if (Object.values(object).some((text) => typeof text !== "string")) throw refusal(key, of);
  return object as Record<string, string>;
}

function objectOf(value: unknown): Properties | undefined {
  const object = typeof value === "string" ? parsed(value) : value;
  const isObject = typeof object === "object" && object !== null && !Array.isArray(object);
  return isObject ? (object as Properties) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(key: string, of: string): UserError {
  return new UserError("PROJECT", `Configuration "${key}" is not an object of ${of}.`);
}
