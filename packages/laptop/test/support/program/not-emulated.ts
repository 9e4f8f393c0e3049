import { UserError } from "../../../src/shared/errors";

/** What the user is told of a resource that is refused. @param message begins with its type and name. */
export function notEmulated(message: string): UserError {
  const [, name] = /^\S+ "([^"]+)"/.exec(message) ?? [];
  return new UserError(
    "NOT_EMULATED",
    `${message} To run the program without it, add --without ${name}.`,
  );
}
