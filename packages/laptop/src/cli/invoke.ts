import { UserError } from "../shared/errors";
import { readSecret, stateFile } from "../shared/files/state-file";
import { CommandLine, PROGRAM_OPTIONS } from "./options/command-line";

const USAGE = `Usage: pulumi-laptop invoke FUNCTION [EVENT] [options]

Invokes a function of a program that runs on this machine, and prints what it returns. The function has the name that
it has in the program. The event is JSON, or text that becomes a JSON string.

  --program DIR   Pulumi program that runs (this folder)
  --port N        port that it listens on (3000)`;

const commandLine = new CommandLine(
  { program: PROGRAM_OPTIONS.program, port: { type: "string", default: "3000" } } as const,
  USAGE,
);

interface Answer {
  payload?: unknown;
  functionError?: string;
  error?: string;
}

/** `pulumi-laptop invoke`: one invocation, through the page of the run. */
export async function invoke(argv: string[]): Promise<number> {
  const options = argv.findIndex((arg) => arg.startsWith("--"));
  const [words, rest] = options < 0 ? [argv, []] : [argv.slice(0, options), argv.slice(options)];
  const values = commandLine.read(rest);
  if (values === "help") {
    console.log(USAGE);
    return 0;
  }
  const [name, text = "{}", ...more] = words;
  if (name === undefined) throw commandLine.error("Missing the name of a function.");
  if (more.length > 0) throw commandLine.error(`Unexpected argument "${more[0]}".`);
  const { program, port } = values;
  const answer = await ask(
    { action: "invoke", function: name, event: eventOf(text) },
    program,
    port,
  );
  if (answer.error !== undefined) throw new UserError("PROJECT", answer.error);
  console.log(JSON.stringify(answer.payload, undefined, 2));
  return answer.functionError === undefined ? 0 : 1;
}

async function ask(action: object, program: string, port: string): Promise<Answer> {
  const token = readSecret(stateFile(program, "page-token")) ?? "";
  const response = await fetch(`http://127.0.0.1:${port}/page.actions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(action),
  }).catch(() => undefined);
  if (response && response.status !== 403) return (await response.json()) as Answer;
  throw new UserError(
    "PROJECT",
    `No run of the program in "${program}" listens on port ${port}. Start it, or name it with --program and --port.`,
  );
}

function eventOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
