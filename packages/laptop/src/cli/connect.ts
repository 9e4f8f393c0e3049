import { createRequire } from "node:module";
import { resolve } from "node:path";
import { UserError } from "../shared/errors";
import { CommandLine } from "./options/command-line";
import { TOKEN_OPTIONS, tokenOf } from "./token";

const USAGE = `Usage: pulumi-laptop connect URL [--as NAME] [options]

Connects to a stage from the terminal, with wscat. Where connecting needs a token, say who you are.

  --as NAME            present a token of NAME; further options are those of pulumi-laptop token

What follows "--" is passed to wscat.`;

const commandLine = new CommandLine({ ...TOKEN_OPTIONS, as: { type: "string" } } as const, USAGE);

/** `pulumi-laptop connect`: wscat, with a token. */
export async function connect(argv: string[]): Promise<void> {
  const end = argv.indexOf("--");
  const [own, passed] = end < 0 ? [argv, []] : [argv.slice(0, end), argv.slice(end + 1)];
  const url = own.find((arg) => /^wss?:/.test(arg));
  const values = commandLine.read(own.filter((arg) => arg !== url));
  if (values === "help") return console.log(USAGE);
  if (url === undefined) throw commandLine.error("Missing the URL of a stage: ws://HOST/STAGE.");
  // A subprotocol, because URLs end up in logs.
  const token =
    values.as === undefined ? [] : ["-s", "bearer", "-s", tokenOf(values.as, values, commandLine)];
  // In this process: others on the machine could read the token on a command line.
  const wscat = findWscat(values.program);
  process.argv = [process.argv[0]!, wscat, "-c", url, ...token, ...passed];
  createRequire(wscat)(wscat);
}

function findWscat(program: string): string {
  try {
    return createRequire(resolve(program, "package.json")).resolve("wscat/bin/wscat");
  } catch {
    throw new UserError("USAGE", "wscat is not installed. Run npm install --save-dev wscat.");
  }
}
