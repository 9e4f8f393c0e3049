import type { Command, CommandOptions } from "./runtime";

/** As the start of AWS's runtimes. */
const START = `
if [ ! -f "$0" ]; then echo "$0: does not exist"; exit 127; fi
if [ ! -x "$0" ]; then echo "$0: is not an executable"; exit 126; fi
exec "$0" "$@"`;

/**
 * Lets a function's wrapper script start the runtime: it gets the command as its arguments, the last of which is the
 * runtime's own file.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
 */
export function wrapped(command: Command, { environment }: CommandOptions): Command {
  const { AWS_LAMBDA_EXEC_WRAPPER: wrapper } = environment;
  if (!wrapper) return command;
  const args = ["-c", START, wrapper, command.file, ...command.args];
  return { ...command, file: "/bin/sh", args };
}
