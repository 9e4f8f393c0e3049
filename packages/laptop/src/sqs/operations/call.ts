import type { Queues } from "../queues";
import type { QueueState } from "../queue-state";
import { invalidValue, missing } from "../errors";

export type Input = Record<string, unknown>;

/** A call of an operation on a queue. */
export interface QueueCall {
  input: Input;
  queue: QueueState;
  queues: Queues;
  /** Who calls, as IAM's `aws:userid`. */
  senderId: string;
  /** Aborted when the caller has gone. */
  signal: AbortSignal;
}

/** A whole number within limits; undefined if it is not given. */
export function numberIn(
  input: Input,
  name: string,
  [least, most]: [number, number],
  reason: string,
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most)
    return value;
  throw invalidValue(name, value, reason);
}

export function textIn(input: Input, name: string): string {
  const value = input[name];
  if (typeof value !== "string" || value === "") throw missing(name);
  return value;
}

export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  return value === undefined || value === null ? undefined : textIn(input, name);
}

/** A list of texts; empty if it is not given. */
export function textsIn(input: Input, name: string): string[] {
  const value = input[name];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  throw invalidValue(name, value, "Must be a list of texts.");
}
