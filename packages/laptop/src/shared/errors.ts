/** Every reason for which the laptop runtime refuses to go on. */
export type ErrorCode =
  | "USAGE" // The command line is wrong.
  | "PROJECT" // Pulumi.yaml, the stack or its configuration is missing or wrong.
  | "PROGRAM" // The Pulumi program failed.
  | "NOT_EMULATED" // The program declares what would silently not work here.
  | "POLICY" // The policy pack refuses the program.
  | "MODEL" // The resources do not fit together.
  | "PORT"; // The address cannot be listened on.

/** A mistake of the user's: shown as its message, without a stack trace. */
export class UserError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.name = "UserError";
  }

  /** 2 for wrong usage, 1 for everything else. */
  get exitCode(): 1 | 2 {
    return this.code === "USAGE" ? 2 : 1;
  }
}
