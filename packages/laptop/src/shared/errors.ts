/** All errors that a user can cause. */
export type ErrorCode =
  | "USAGE" // The command line is wrong.
  | "PROJECT" // Pulumi.yaml, the stack or its configuration is missing or wrong.
  | "PROGRAM" // The Pulumi program failed.
  | "NOT_EMULATED" // The program declares something that would silently not work on a laptop.
  | "POLICY" // The policy pack refuses the program.
  | "MODEL" // The resources contradict each other.
  | "PORT"; // The address cannot be used.

/** A user's mistake, shown as its message without a stack trace. */
export class UserError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.name = "UserError";
  }

  /** 2 for wrong usage, 1 otherwise. */
  get exitCode(): 1 | 2 {
    return this.code === "USAGE" ? 2 : 1;
  }
}
