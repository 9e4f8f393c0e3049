import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { isLoopback, plainName } from "pulumi-laptop/src/shared/addresses";
import { UserError } from "pulumi-laptop/src/shared/errors";
import { credentialsFile, readCredentials } from "pulumi-laptop/src/iam/access/credentials-file";
import { mask } from "./mask";
import { openWire } from "./wire";
import { handshakeText } from "pulumi-laptop/test/support/gateway/raw-connection";

/** The APIs of examples/probe, beside the one that the recorder connects to. */
const NAMES = ["busy", "guarded", "closed", "http", "httpClosed", "httpQuick"] as const;
export type ApiName = "api" | (typeof NAMES)[number];
export type Addresses = Record<ApiName, URL>;

/** Who signs calls of the management API. */
export interface Signer {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
  region: string;
}

const AWS_HOST = /^[a-z0-9]{10}(\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?)$/;

/** What a URL leads to, as far as its host tells. */
export function kindOf({ hostname }: URL): "aws" | "laptop" | "elsewhere" {
  if (AWS_HOST.test(hostname)) return "aws";
  return isLoopback(plainName(hostname)) ? "laptop" : "elsewhere";
}

/**
 * Asks the program behind a URL where its other APIs are.
 * @throws UserError if it does not answer as examples/probe does.
 */
export async function addressesFrom(url: URL): Promise<Addresses> {
  const refuse = (why: string) =>
    new UserError(
      "USAGE",
      `"${url.href}" ${why} Give the URL that examples/probe exports, deployed or on a laptop.`,
    );
  const wire = openWire(url);
  try {
    wire.write(handshakeText(`${url.pathname}${url.search}`, [], url.host));
    const [first = "", ...rest] = await wire.answer();
    if (!first.startsWith("HTTP/1.1 101 ")) {
      const seen = mask([first, rest.at(-1) ?? ""], new Map())
        .filter(Boolean)
        .join(" ");
      throw refuse(`opens no WebSocket connection: ${beginningOf(seen)}.`);
    }
    wire.text('{"action":"where"}');
    const frame = await wire.next();
    return (
      readAddresses(frame, url) ??
      fail(refuse(`does not answer as examples/probe does: ${beginningOf(frame)}.`))
    );
  } finally {
    wire.reset();
  }
}

function beginningOf(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

/** Whatever answers may not send the recorder to others. */
function readAddresses(frame: string, url: URL): Addresses | undefined {
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(JSON.parse(frame.replace(/^text /, "")) as string) as typeof found;
  } catch {
    return undefined;
  }
  const addresses: Partial<Addresses> = { api: url };
  for (const name of NAMES) {
    const text = found?.[name];
    if (typeof text !== "string" || !URL.canParse(text)) return undefined;
    const address = new URL(text);
    if (!/^(ws|http)s?:$/.test(address.protocol) || !isNear(address, url)) return undefined;
    addresses[name] = address;
  }
  return addresses as Addresses;
}

function isNear(address: URL, url: URL): boolean {
  const region = AWS_HOST.exec(url.hostname)?.[1];
  if (region === undefined && kindOf(url) === "elsewhere")
    return AWS_HOST.test(address.hostname) || address.host === url.host;
  return region === undefined
    ? address.host === url.host
    : AWS_HOST.exec(address.hostname)?.[1] === region;
}

export interface SignerOptions {
  profile: string | undefined;
  /** The program of a laptop's run. */
  program: string;
}

/**
 * The credentials for the management API: those of the run on this machine, or those of the AWS CLI.
 * @returns undefined if there are none: what needs them is left out.
 */
export async function signerFor(url: URL, options: SignerOptions): Promise<Signer | undefined> {
  const { profile, program } = options;
  if (kindOf(url) === "laptop")
    return readCredentials(credentialsFile(program, Number(url.port || 80)));
  const region = AWS_HOST.exec(url.hostname)?.[2] ?? process.env.AWS_REGION;
  try {
    const found = await defaultProvider(profile === undefined ? {} : { profile })();
    return region === undefined ? undefined : { ...found, region };
  } catch (error) {
    if (profile === undefined) return undefined;
    throw new UserError(
      "USAGE",
      `Profile "${profile}" gives no AWS credentials: ${(error as Error).message}`,
    );
  }
}

function fail(error: Error): never {
  throw error;
}
