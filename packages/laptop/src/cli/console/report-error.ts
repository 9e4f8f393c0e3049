import { UserError } from "../../shared/errors";

/**
 * Tells why a command failed, for the file that it begins with: a mistake of the user's as its message, all
 * else with its stack trace.
 * @returns the exit code.
 */
export function reportError(error: unknown): number {
  const isUsers = error instanceof UserError;
  console.error(isUsers ? error.message : error);
  return isUsers ? error.exitCode : 1;
}
