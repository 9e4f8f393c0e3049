import { UserError } from "../../shared/errors";

/**
 * Prints why a command failed: a mistake of the user's as its message, anything else with its stack trace.
 * @returns the exit code.
 */
export function reportError(error: unknown): number {
  const isUsers = error instanceof UserError;
  console.error(isUsers ? error.message : error);
  return isUsers ? error.exitCode : 1;
}
