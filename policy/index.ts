import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { levelsOf } from "./levels";
import { policiesOf } from "./pack";
import { AGAINST, readPrevious } from "./previous/read-previous";
import { RULES } from "./all-rules";
import type { Level, Resource } from "./rule";

// The constructor starts a server, so nothing else imports this file. The stack and its configuration come in
// environment variables; without them the stack is judged as a strict one.
const stack = process.env.PULUMI_NODEJS_STACK ?? process.env.PULUMI_STACK ?? "prod";
const configuration = JSON.parse(process.env.PULUMI_CONFIG ?? "{}") as Record<string, string>;
const PROGRAM = join(process.cwd(), "..");

new PolicyPack("websockets-on-demand", {
  description: "Least privilege and sound settings for WebSockets on AWS.",
  provider: "aws",
  policies: policiesOf(RULES, read(levels), {
    today: new Date(),
    directory: PROGRAM,
    previous: read(previous),
  }),
});

function levels(): Map<string, Level> {
  return levelsOf(RULES, stack, configuration);
}

function previous(): Resource[] | undefined {
  const path = process.env[AGAINST];
  return path ? readPrevious(path, PROGRAM, stack) : undefined;
}

/** A mistake of the user's ends the pack with the message alone, without a stack trace. */
function read<Value>(reader: () => Value): Value {
  try {
    return reader();
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
