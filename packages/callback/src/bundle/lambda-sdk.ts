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
  // To name a web stream makes Node.js load them; who holds one has loaded them.
  {
    file: /@smithy\/core\/dist-es\/submodules\/serde\/util-stream\/stream-type-check\.js$/,
    contents: `const tag = (value) => Object.prototype.toString.call(value);
export const isReadableStream = (stream) => tag(stream) === "[object ReadableStream]";
export const isBlob = (blob) => ["[object Blob]", "[object File]"].includes(tag(blob));`,
  },
  {
    file: /@smithy\/core\/dist-es\/submodules\/retry\/middleware-retry\/isStreamingPayload\/isStreamingPayload\.js$/,
    contents: `import { Readable } from "node:stream";
export const isStreamingPayload = (request) => request?.body instanceof Readable ||
  Object.prototype.toString.call(request?.body) === "[object ReadableStream]";`,
  },
  // The global crypto is Web Crypto, which Node.js loads when it is named.
  {
    file: /@smithy\/core\/dist-es\/submodules\/serde\/uuid\/v4\.js$/,
    contents: `import { randomUUID } from "node:crypto";
export const bindV4 = () => () => randomUUID();`,
  },
  // Without files, a setting is an environment variable or the default.
  {
    file: /@smithy\/core\/dist-es\/submodules\/config\/node-config-provider\/configLoader\.js$/,
    contents: `import { memoize } from "../property-provider/memoize";
import { fromStatic } from "./fromStatic";
const attempt = (select, ...from) => { try { return select(...from); } catch { return undefined; } };
export const loadConfig = ({ environmentVariableSelector, configFileSelector, default: defaultValue }, { signingName, logger } = {}) =>
  memoize(async () => attempt(environmentVariableSelector, process.env, { signingName, logger }) ?? attempt(configFileSelector, {}, {}) ?? fromStatic(defaultValue)());`,
  },
  // The streams of browsers.
  {
    file: /@smithy\/core\/dist-es\/submodules\/serde\/util-stream\/sdk-stream-mixin\.browser\.js$/,
    contents: `export const sdkStreamMixin = () => { throw new Error("Not a stream of Node.js"); };`,
  },
];

/** What every client carries, and those below never use. */
const NOT_FOR_KNOWN_CLIENTS: Replacement[] = [
  {
    file: /@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/,
    contents: `export const EventStreamSerde = class { constructor() { throw new Error("No client of this bundle has event streams"); } };
export const eventStreamSerdeProvider = EventStreamSerde;
// A client that calls it is none of the known ones, which is found out when the bundle is built.
export const resolveEventStreamSerdeConfig = (config) => config;`,
  },
  {
    file: /@smithy\/signature-v4\/dist-es\/HeaderFormatter\.js$/,
    contents: `export class HeaderFormatter { format() { throw new Error("No client of this bundle has event streams"); } }`,
  },
  // Of the known clients DynamoDB has the setting, but no operation that discovers its endpoint.
  {
    file: /@aws-sdk\/endpoint-cache\/dist-es\/EndpointCache\.js$/,
    contents: `export class EndpointCache {}`,
  },
];

/** Clients of which it is known that they have no event streams and no endpoint discovery. */
const KNOWN_CLIENTS = new Set(["apigatewaymanagementapi", "dynamodb", "sns", "sqs"]);

/** Whether a bundle holds a client that may need what is left out for known ones. */
export function hasOtherClients({ inputs }: Metafile): boolean {
  return Object.keys(inputs).some((path) => {
    const client = /@aws-sdk\/client-([^/]+)\//.exec(path)?.[1];
    return client !== undefined && !KNOWN_CLIENTS.has(client);
  });
}

/** Trims the AWS SDK to what works inside Lambda. It retries, signs and times out as ever. */
export function lambdaSdk({ otherClients }: { otherClients: boolean }): Plugin {
  return {
    name: "lambda-sdk",
    setup(build) {
      for (const { file, contents } of otherClients
        ? REPLACEMENTS
        : [...REPLACEMENTS, ...NOT_FOR_KNOWN_CLIENTS]) {
        build.onLoad({ filter: file }, () => ({ contents }));
      }
      // Of its package.json a client reads the version.
      build.onLoad(
        { filter: /(@(aws-sdk|smithy)\/[^/]+|\/mongodb)\/package\.json$/ },
        async ({ path }) => {
          const { version } = JSON.parse(await readFile(path, "utf8")) as { version: string };
          return { contents: JSON.stringify({ version }), loader: "json" };
        },
      );
      // To load a module of Node.js has no effect; one that is not used need not be loaded.
      build.onResolve({ filter: /.*/ }, ({ path }) =>
        isBuiltin(path) ? { path, external: true, sideEffects: false } : undefined,
      );
    },
  };
}
