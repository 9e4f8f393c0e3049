/* oxlint-disable typescript/no-require-imports -- a command loads only what it needs */
import type * as closures from "./closures";
import type * as connect from "./connect";
import { reportError } from "./console/report-error";
import type * as iam from "./iam";
import { nearest } from "./options/nearest";
import type * as invoke from "./invoke";
import type * as policy from "./policy";
import type * as sign from "./sign";
import type * as start from "./start";
import type * as token from "./token";
import { UserError } from "../shared/errors";

type Command = (argv: string[]) => Promise<number | void>;

const COMMANDS: Record<string, () => Command> = {
  start: () => (require("./start") as typeof start).start,
  policy: () => (require("./policy") as typeof policy).policy,
  closures: () => (require("./closures") as typeof closures).closures,
  iam: () => (require("./iam") as typeof iam).iam,
  sign: () => (require("./sign") as typeof sign).sign,
  token: () => (require("./token") as typeof token).token,
  invoke: () => (require("./invoke") as typeof invoke).invoke,
  connect: () => (require("./connect") as typeof connect).connect,
};

const USAGE = `Usage: pulumi-laptop [COMMAND] [options]

  start      serve a Pulumi program on this machine (if no command is given)
  policy     check a program with policy packs
  closures   show what each function of a program captures, weighs and gets wrong
  iam        show what the roles of a run were granted and never used
  sign       sign the URL of a stage that needs a signature to connect
  token      sign a token for a stage that needs one to connect
  invoke     invoke a function of a program that runs on this machine
  connect    connect to a stage from the terminal, with a token

Each command lists its options with --help.`;

/** Runs a command and returns its exit code. */
async function main([first = "", ...rest]: string[]): Promise<number> {
  if (first === "--help") {
    console.log(USAGE);
    return 0;
  }
  if (Object.hasOwn(COMMANDS, first)) return (await COMMANDS[first]!()(rest)) ?? 0;
  if (first !== "" && !first.startsWith("-")) {
    const meant = nearest(first, Object.keys(COMMANDS));
    throw new UserError(
      "USAGE",
      `Unknown command "${first}". Did you mean "${meant}"?\n\n${USAGE}`,
    );
  }
  return (await COMMANDS.start!()(process.argv.slice(2))) ?? 0;
}

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => process.exit(reportError(error)),
);
