import type fc from "fast-check";

/** Something that must survive whatever it is given. */
export interface Target<Input = unknown> {
  input: fc.Arbitrary<Input>;
  /** Starts it. */
  start(): Promise<Attack<Input>>;
}

export interface Attack<Input = unknown> {
  /** Gives it one input. Throws if it answers what it must not. */
  attempt(input: Input): Promise<void>;
  close(): Promise<void>;
}

export interface Budgeted {
  /** How many inputs it gets if no time is given. */
  runs: number;
  target: Target;
}

/** Targets differ in their inputs; a table of them does not care. */
export function budget<Input>(runs: number, target: Target<Input>): Budgeted {
  return { runs, target: target };
}
