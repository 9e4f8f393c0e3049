import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { CommandLine, PROGRAM_OPTIONS } from "./options/command-line";
import { isLoopback, plainName } from "../shared/addresses";
import { UserError } from "../shared/errors";
import type { Credentials } from "../iam/access/credentials";
import { credentialsFile, readCredentials } from "../iam/access/credentials-file";
import { presign } from "../iam/signature/sign";

const USAGE = `Usage: pulumi-laptop sign URL [options]

Prints the URL of a stage with a signature in its query, valid for 15 minutes. It is signed with the
credentials that the AWS CLI would use; for a stage of pulumi-laptop (ws:), with those of the run that serves it.

  --program DIR   Pulumi program that the stage on this machine belongs to (this folder)
  --region NAME   region of the stage, if the URL does not contain it (AWS_REGION)`;

const commandLine = new CommandLine(
  { program: PROGRAM_OPTIONS.program, region: { type: "string" } } as const,
  USAGE,
);

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
  // AWS serves wss: only.
  const isLocal = url.protocol === "ws:" || isLoopback(plainName(url.hostname));
  const signer = isLocal ? localSigner(url, values.program) : await cloudSigner(url);
  return presign(url.href, signer, {
    region: values.region ?? signer.region ?? missingRegion(),
    nowMs: Date.now(),
    expiresSeconds: EXPIRES_SECONDS,
  });
}

type Signer = Omit<Credentials, "roleArn"> & { region: string | undefined };

/** The credentials of the run of a program that listens on the URL's port. */
function localSigner({ port }: URL, program: string): Signer {
  const kept = readCredentials(credentialsFile(program, Number(port || 80)));
  if (kept) return { ...kept, sessionToken: "" };
  throw new UserError(
    "PROJECT",
    `No run of the program in "${program}" listens on port ${port || 80}. Start it, or name its folder with --program.`,
  );
}

/** The region is for example `us-east-1` of `abc.execute-api.us-east-1.amazonaws.com`. */
async function cloudSigner({ hostname }: URL): Promise<Signer> {
  const region = /\.execute-api\.([^.]+)\./.exec(hostname)?.[1] ?? process.env.AWS_REGION;
  try {
    const { accessKeyId, secretAccessKey, sessionToken = "" } = await defaultProvider()();
    return { accessKeyId, secretAccessKey, sessionToken, region };
  } catch (error) {
    throw new UserError("PROJECT", `No AWS credentials: ${(error as Error).message}`);
  }
}

function missingRegion(): never {
  throw commandLine.error("The URL does not contain the region. Add --region NAME.");
}
