import { parseArgs } from "node:util";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { UserError } from "../errors";
import { DEVELOPER, type Credentials } from "./credentials";
import { presign } from "./presign";

const USAGE = `Usage: npm run -s sign -- URL [--region NAME]

Prints the URL of a stage with a signature in its query, good for a quarter of an hour. It is made with the
credentials that the AWS CLI would use; for the laptop runtime, with those that it knows.

  --region NAME   region of the stage, where the URL does not tell (AWS_REGION)`;

const EXPIRES_SECONDS = 15 * 60;

/** `npm run sign`: how to connect where connecting needs a signature (AWS_IAM). */
async function main(argv: string[]): Promise<string> {
  const { url, region, help } = parse(argv);
  if (help) return USAGE;
  const isLocal = /^(127\.|localhost$|\[::1\]$)/.test(url.hostname);
  return presign(url.href, isLocal ? DEVELOPER : await credentials(), {
    region: region ?? regionOf(url, isLocal),
    nowMs: Date.now(),
    expiresSeconds: EXPIRES_SECONDS,
  });
}

function parse(argv: string[]) {
  try {
    const options = { region: { type: "string" }, help: { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
    const [text = "", ...others] = values.help ? ["ws://x"] : positionals;
    if (others.length > 0) throw new Error(`Unexpected argument "${others[0]}".`);
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol !== "ws:" && url?.protocol !== "wss:")
      throw new Error(`"${text}" is not the URL of a stage, such as wss://HOST/STAGE.`);
    return { ...values, url };
  } catch (error) {
    throw new UserError("USAGE", `${(error as Error).message}\n\n${USAGE}`);
  }
}

/** For example `us-east-1` of `abc.execute-api.us-east-1.amazonaws.com`. */
function regionOf({ hostname }: URL, isLocal: boolean): string {
  const region = /\.execute-api\.([^.]+)\./.exec(hostname)?.[1] ?? process.env.AWS_REGION;
  if (region !== undefined) return region;
  if (isLocal) return "us-east-1";
  throw new UserError(
    "USAGE",
    `The URL does not tell the region. Name it with --region.\n\n${USAGE}`,
  );
}

async function credentials(): Promise<Omit<Credentials, "roleArn">> {
  try {
    const { accessKeyId, secretAccessKey, sessionToken = "" } = await defaultProvider()();
    return { accessKeyId, secretAccessKey, sessionToken };
  } catch (error) {
    throw new UserError("PROJECT", `No AWS credentials: ${(error as Error).message}`);
  }
}

main(process.argv.slice(2)).then(console.log, (error: unknown) => {
  const isUsers = error instanceof UserError;
  console.error(isUsers ? error.message : error);
  process.exitCode = isUsers ? error.exitCode : 1;
});
