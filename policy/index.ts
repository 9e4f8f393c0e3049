import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { levelsOf } from "./levels";
import { policiesOf } from "./pack";
import { RULES } from "./all-rules";
import type { Level } from "./rule";

// The constructor starts a server, so nothing else imports this file. The stack and its configuration come in
// environment variables; without them the stack is judged as a strict one.
const stack = process.env.PULUMI_NODEJS_STACK ?? process.env.PULUMI_STACK ?? "prod";
const configuration = JSON.parse(process.env.PULUMI_CONFIG ?? "{}") as Record<string, string>;

new PolicyPack("websockets-on-demand", {
  description: "Least privilege and sound settings for WebSockets on AWS.",
  provider: "aws",
  policies: policiesOf(RULES, levels(), {
    today: new Date(),
    directory: join(process.cwd(), ".."),
  }),
});

/** A mistake in the stack's configuration ends the pack with the message alone, without a stack trace. */
function levels(): Map<string, Level> {
  try {
    return levelsOf(RULES, stack, configuration);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
