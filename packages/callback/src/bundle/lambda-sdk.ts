import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { builtinModules, isBuiltin } from "node:module";
import { join, resolve } from "node:path";
import type { Metafile, Plugin } from "esbuild";

/** A file of the AWS SDK, and what a bundle has in its place. */
interface Replacement {
  package: string;
  /** Path of the file in the package. */
  file: string;
  contents: string;
}

/** What cannot happen in Lambda. The figures are of the app's function, gzipped. */
const NOT_IN_LAMBDA: Replacement[] = [
  // 33 KB. Credentials come from environment variables and from nowhere else, so the providers for SSO,
  // profiles, processes, web identity and instance metadata stay out.
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  {
    package: "@aws-sdk/credential-provider-node",
    file: "dist-es/index.js",
    contents: `export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";`,
  },
  // 1.2 KB. There is no ~/.aws/config: a setting is an environment variable or the default.
  {
    package: "@smithy/core",
    file: "dist-es/submodules/config/node-config-provider/configLoader.js",
    contents: `import { memoize } from "../property-provider/memoize";
import { fromStatic } from "./fromStatic";
const attempt = (select, ...from) => { try { return select(...from); } catch { return undefined; } };
export const loadConfig = ({ environmentVariableSelector, configFileSelector, default: defaultValue }, { signingName, logger } = {}) =>
  memoize(async () => attempt(environmentVariableSelector, process.env, { signingName, logger }) ?? attempt(configFileSelector, {}, {}) ?? fromStatic(defaultValue)());`,
  },
  // 0.5 KB. There is no instance metadata either: a test keeps its address out of what is deployed.
  {
    package: "@smithy/core",
    file: "dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js",
    contents: `export const getInstanceMetadataRegion = async () => undefined;`,
  },
  // 0.1 KB, but 3 ms of the 40 ms of a cold start: naming the global crypto makes Node.js load Web Crypto.
  {
    package: "@smithy/core",
    file: "dist-es/submodules/serde/uuid/v4.js",
    contents: `import { randomUUID } from "node:crypto";
export const bindV4 = () => () => randomUUID();`,
  },
  // 3 ms of the first event: naming the global ReadableStream makes Node.js load web streams.
  {
    package: "@smithy/core",
    file: "dist-es/submodules/serde/util-stream/stream-type-check.js",
    contents: `export const isReadableStream = (stream) =>
  typeof stream?.getReader === "function" && (stream.constructor?.name === "ReadableStream" || stream instanceof ReadableStream);
export const isBlob = (blob) =>
  typeof blob?.arrayBuffer === "function" && (blob.constructor?.name === "Blob" || blob instanceof Blob);`,
  },
  // 1.2 KB. Node.js has SHA-256 of its own.
  {
    package: "@smithy/core",
    file: "dist-es/submodules/checksum/sha256/Sha256Js.js",
    contents: `export class Sha256Js { constructor() { throw new Error("Node.js has no SHA-256"); } }`,
  },
];

/** What every client carries, and those below never use. */
const NOT_FOR_KNOWN_CLIENTS: Replacement[] = [
  // 6.7 KB.
  {
    package: "@smithy/core",
    file: "dist-es/submodules/event-streams/index.js",
    contents: `export const EventStreamSerde = class { constructor() { throw new Error("No client of this bundle has event streams"); } };
export const eventStreamSerdeProvider = EventStreamSerde;
// Every client calls it when it is constructed; only one with event streams uses the result.
export const resolveEventStreamSerdeConfig = (config) => config;`,
  },
  // 1.0 KB.
  {
    package: "@smithy/signature-v4",
    file: "dist-es/HeaderFormatter.js",
    contents: `export class HeaderFormatter { format() { throw new Error("No client of this bundle has event streams"); } }`,
  },
  // 2.3 KB. DynamoDB has the setting, but no operation that discovers its endpoint.
  {
    package: "@aws-sdk/endpoint-cache",
    file: "dist-es/EndpointCache.js",
    contents: `export class EndpointCache {}`,
  },
  // 0.4 KB.
  {
    package: "@smithy/core",
    file: "dist-es/submodules/endpoints/middleware-endpoint/service-customizations/index.js",
    contents: `export const resolveParamsForS3 = () => { throw new Error("No client of this bundle is for S3"); };`,
  },
  // 0.4 KB.
  {
    package: "@smithy/core",
    file: "dist-es/submodules/serde/util-stream/sdk-stream-mixin.browser.js",
    contents: `export const sdkStreamMixin = () => { throw new Error("No client of this bundle answers with streams"); };`,
  },
];

/** esbuild asks about each import that matches, and a bundle has a thousand. */
const MAY_BE_BUILTIN = new RegExp(`^(node:|(${builtinModules.join("|")})$)`);

/** Clients that are known to have no event streams and no endpoint discovery. */
const KNOWN_CLIENTS = new Set(["apigatewaymanagementapi", "dynamodb", "sns", "sqs"]);

/** Whether a bundle holds a client that may need what is left out for known ones. */
export function hasOtherClients({ inputs }: Metafile): boolean {
  return Object.keys(inputs).some((path) => {
    const client = /@aws-sdk\/client-([^/]+)\//.exec(path)?.[1];
    return client !== undefined && !KNOWN_CLIENTS.has(client);
  });
}

/**
 * Trims the AWS SDK to what works inside Lambda. It retries, signs and times out as ever. The build
 * fails for a version of the SDK that lacks a file which is replaced here.
 */
export function lambdaSdk({ otherClients }: { otherClients: boolean }): Plugin {
  const replacements = otherClients ? NOT_IN_LAMBDA : [...NOT_IN_LAMBDA, ...NOT_FOR_KNOWN_CLIENTS];
  return {
    name: "lambda-sdk",
    setup(build) {
      for (const { package: name, file, contents } of replacements) {
        const path = `/node_modules/${name}/${file}`
          .replaceAll(".", "\\.")
          .replaceAll("/", "[\\\\/]");
        build.onLoad({ filter: new RegExp(`${path}$`) }, () => ({ contents }));
      }
      // Of its package.json a client reads the version.
      build.onLoad(
        { filter: /(@(aws-sdk|smithy)\/[^/]+|\/mongodb)\/package\.json$/ },
        async ({ path }) => {
          const { version } = JSON.parse(await readFile(path, "utf8")) as { version: string };
          return { contents: JSON.stringify({ version }), loader: "json" };
        },
      );
      // Loading a module of Node.js has no effect of its own, so an unused one is left out.
      build.onResolve({ filter: MAY_BE_BUILTIN }, ({ path }) =>
        isBuiltin(path) ? { path, external: true, sideEffects: false } : undefined,
      );
      build.onEnd(({ metafile }) => {
        // There is none if the build has failed.
        if (!metafile) return undefined;
        const directory = resolve(build.initialOptions.absWorkingDir ?? ".");
        const missing = replacements.flatMap((replacement) =>
          foldersOf(replacement.package, metafile)
            .map((folder) => join(directory, folder))
            .filter((folder) => !existsSync(join(folder, replacement.file)))
            .map((folder) => ({ text: refusal(replacement, folder) })),
        );
        return { errors: missing };
      });
    },
  };
}

/** Where the versions of a package are of which the bundle holds a part. */
function foldersOf(name: string, { inputs }: Metafile): string[] {
  const marker = `node_modules/${name}/`;
  const folders = Object.keys(inputs)
    .filter((path) => path.includes(marker))
    .map((path) => path.slice(0, path.lastIndexOf(marker) + marker.length));
  return [...new Set(folders)];
}

function refusal({ package: name, file }: Replacement, folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    version: string;
  };
  return `${name} ${version} has no file "${file}", which pulumi-callback replaces. Install another version of the AWS SDK, or correct the table in pulumi-callback's bundle/lambda-sdk.ts.`;
}
