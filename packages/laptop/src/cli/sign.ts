import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { CommandLine } from "./options/command-line";
import { UserError } from "../shared/errors";
import { DEVELOPER, type Credentials } from "../iam/access/credentials";
import { presign } from "../iam/signature/sign";
import { DEFAULT_REGION } from "../program/project/surroundings";

const USAGE = `Usage: pulumi-laptop sign URL [--region NAME]

Prints the URL of a stage with a signature in its query, valid for 15 minutes. It is signed with the
credentials that the AWS CLI would use; for a stage on this machine, with those that pulumi-laptop accepts.

  --region NAME   region of the stage, if the URL does not contain it (AWS_REGION)`;

const commandLine = new CommandLine({ region: { type: "string" } } as const, USAGE);

const EXPIRES_SECONDS = 15 * 60;

/** `pulumi-laptop sign`: how to connect where connecting needs a signature (AWS_IAM). */
export async function sign(argv: string[]): Promise<void> {
  console.log(await answer(argv));
}

async function answer(argv: string[]): Promise<string> {
  const text = argv.find((arg) => /^wss?:/.test(arg));
  const values = commandLine.read(argv.filter((arg) => arg !== text));
  if (values === "help") return USAGE;
  if (text === undefined || !URL.canParse(text))
    throw commandLine.error("Missing the URL of a stage, for example wss://HOST/STAGE.");
  const url = new URL(text);
  const isLocal = /^(127\.|localhost$|\[::1\]$)/.test(url.hostname);
  return presign(url.href, isLocal ? DEVELOPER : await credentials(), {
    region: values.region ?? regionOf(url, isLocal),
    nowMs: Date.now(),
    expiresSeconds: EXPIRES_SECONDS,
  });
}

/** For example `us-east-1` of `abc.execute-api.us-east-1.amazonaws.com`. */
function regionOf({ hostname }: URL, isLocal: boolean): string {
  const region = /\.execute-api\.([^.]+)\./.exec(hostname)?.[1] ?? process.env.AWS_REGION;
  if (region !== undefined) return region;
  if (isLocal) return DEFAULT_REGION;
  throw commandLine.error("The URL does not contain the region. Add --region NAME.");
}

async function credentials(): Promise<Omit<Credentials, "roleArn">> {
  try {
    const { accessKeyId, secretAccessKey, sessionToken = "" } = await defaultProvider()();
    return { accessKeyId, secretAccessKey, sessionToken };
  } catch (error) {
    throw new UserError("PROJECT", `No AWS credentials: ${(error as Error).message}`);
  }
}
