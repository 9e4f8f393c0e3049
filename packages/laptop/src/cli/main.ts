/* eslint-disable @typescript-eslint/no-require-imports -- a command loads only what it needs */
import type * as closures from "./closures";
import { reportError } from "./console/report-error";
import type * as iam from "./iam";
import type * as policy from "./policy";
import type * as sign from "./sign";
import type * as start from "./start";

type Command = (argv: string[]) => Promise<number | void>;

const COMMANDS: Record<string, () => Command> = {
  start: () => (require("./start") as typeof start).start,
  policy: () => (require("./policy") as typeof policy).policy,
  closures: () => (require("./closures") as typeof closures).closures,
  iam: () => (require("./iam") as typeof iam).iam,
  sign: () => (require("./sign") as typeof sign).sign,
};

/** `pulumi-laptop [COMMAND] [options]`. Without a command it starts the program. */
async function main([first, ...rest]: string[]): Promise<number> {
  const isCommand = first !== undefined && Object.hasOwn(COMMANDS, first);
  const command = COMMANDS[isCommand ? first : "start"]!();
  return (await command(isCommand ? rest : process.argv.slice(2))) ?? 0;
}

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => process.exit(reportError(error)),
);
