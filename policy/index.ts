import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { levelsOf } from "./levels";
import { policiesOf } from "./pack";
import { RULES } from "./all-rules";

// The constructor starts a server, so nothing else imports this file. The Pulumi CLI tells the stack and
// its configuration by environment variables; without them the stack is judged as the strictest.
const stack = process.env.PULUMI_NODEJS_STACK ?? process.env.PULUMI_STACK ?? "prod";
const configuration = JSON.parse(process.env.PULUMI_CONFIG ?? "{}") as Record<string, string>;

new PolicyPack("websockets-on-demand", {
  description: "Least privilege and sound settings for WebSockets on AWS.",
  provider: "aws",
  policies: policiesOf(RULES, levelsOf(RULES, stack, configuration), {
    today: new Date(),
    directory: join(process.cwd(), ".."),
  }),
});
