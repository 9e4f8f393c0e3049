import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import type { Metafile, Plugin } from "esbuild";

/** A file of the AWS SDK for which another stands in, because what it does cannot happen in Lambda. */
interface Replacement {
  /** End of the file's path. */
  file: RegExp;
  contents: string;
}

const REPLACEMENTS: Replacement[] = [
  // Credentials come from the environment and from nowhere else, so the providers for SSO, profiles,
  // processes, web identity and instance metadata stay out.
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  {
    file: /@aws-sdk\/credential-provider-node\/dist-(es|cjs)\/index\.js$/,
    contents: `export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";`,
  },
  // There is no home directory and so no ~/.aws/config.
  {
    file: /@smithy\/core\/dist-es\/submodules\/config\/shared-ini-file-loader\/loadSharedConfigFiles\.js$/,
    contents: `export { CONFIG_PREFIX_SEPARATOR } from "./constants";
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
  },
  // AWS_REGION is always set, and there is no instance metadata.
  {
    file: /@smithy\/core\/dist-es\/submodules\/config\/config-resolver\/regionConfig\/getInstanceMetadataRegion\.js$/,
    contents: `export const getInstanceMetadataRegion = async () => undefined;`,
  },
  // The streams of browsers.
  {
    file: /@smithy\/core\/dist-es\/submodules\/serde\/util-stream\/sdk-stream-mixin\.browser\.js$/,
    contents: `export const sdkStreamMixin = () => { throw new Error("Not a stream of Node.js"); };`,
  },
];

/** Lazily loaded by every client, used by those with event streams only. */
const EVENT_STREAMS: Replacement = {
  file: /@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/,
  contents: `export const EventStreamSerde = class { constructor() { throw new Error("No client of this bundle has event streams"); } };
export const eventStreamSerdeProvider = EventStreamSerde;`,
};

/** Clients of which it is known that they have no event streams. */
const WITHOUT_EVENT_STREAMS = new Set(["apigatewaymanagementapi", "dynamodb", "sns", "sqs"]);

/** Whether a bundle's clients may need event streams. */
export function mayUseEventStreams({ inputs }: Metafile): boolean {
  return Object.keys(inputs).some((path) => {
    const client = /@aws-sdk\/client-([^/]+)\//.exec(path)?.[1];
    return client !== undefined && !WITHOUT_EVENT_STREAMS.has(client);
  });
}

/** Trims the AWS SDK to what works inside Lambda. It retries, signs and times out as ever. */
export function lambdaSdk({ eventStreams }: { eventStreams: boolean }): Plugin {
  return {
    name: "lambda-sdk",
    setup(build) {
      for (const { file, contents } of eventStreams
        ? REPLACEMENTS
        : [...REPLACEMENTS, EVENT_STREAMS]) {
        build.onLoad({ filter: file }, () => ({ contents }));
      }
      // Of its package.json a client reads its version.
      build.onLoad({ filter: /@(aws-sdk|smithy)\/[^/]+\/package\.json$/ }, async ({ path }) => {
        const { version } = JSON.parse(await readFile(path, "utf8")) as { version: string };
        return { contents: JSON.stringify({ version }), loader: "json" };
      });
      // To load a module of Node.js has no effect; one that is not used need not be loaded.
      build.onResolve({ filter: /.*/ }, ({ path }) =>
        isBuiltin(path) ? { path, external: true, sideEffects: false } : undefined,
      );
    },
  };
}
