import { codeFrame } from "../../event-log/code-frame";
import { UserError } from "../../shared/errors";

/**
 * Prints why a command failed: a mistake of the user's as its message, with the code of a program that fails; anything
 * else with its stack trace.
 * @returns the exit code.
 */
export function reportError(error: unknown): number {
  const isUsers = error instanceof UserError;
  console.error(isUsers ? error.message : error);
  const files = isUsers && "files" in error ? (error.files as string[]) : [];
  const code = isUsers ? codeFrame(error.message, files) : undefined;
  if (code) console.error([code.place, ...code.frame].join("\n"));
  return isUsers ? error.exitCode : 1;
}
