import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { build } from "esbuild";
import { bundleClosure } from "../../src/bundle/bundle";
import { lambdaSdk } from "../../src/bundle/lambda-sdk";

const PROJECT_FOLDER = join(__dirname, "../../../..");

/** One write and one post, with clients as they come or with a time limit for the write. */
const callbackFactory = () => {
  const limit = process.env.LIMIT_MS;
  const requestHandler = { requestTimeout: Number(limit), throwOnRequestTimeout: true };
  const table = new DynamoDBClient(limit ? { requestHandler } : {});
  const gateway = new ApiGatewayManagementApiClient({ endpoint: process.env.MANAGEMENT_ENDPOINT });
  return async () => {
    await table.send(new PutItemCommand({ TableName: "table", Item: { id: { S: "1" } } }));
    await gateway.send(new PostToConnectionCommand({ ConnectionId: "1=", Data: Buffer.of(1) }));
  };
};

/** Runs the code. The clock stands still, and nothing is random, the wait before a retry included. */
const RUN = `
const now = Date.UTC(2026, 0, 2, 3, 4, 5);
globalThis.Date = class extends Date { constructor(...given) { super(...(given.length ? given : [now])); } };
Date.now = () => now;
Math.random = () => 0;
require("node:crypto").randomUUID = crypto.randomUUID = () => "00000000-0000-4000-8000-000000000000";
const loaded = () => process.moduleLoadList.filter((name) => name.endsWith("/readablestream"));
const report = (error) => process.stdout.write(JSON.stringify([error ?? null, loaded()]), () => process.exit());
require(process.argv[2]).handler().then(() => report(), ({ name, message, code, $metadata }) =>
  report({ name, message, code, attempts: $metadata?.attempts, status: $metadata?.httpStatusCode }));`;

/**
 * The serialized closure in one file with everything that it requires. Of the SDK's two builds it takes
 * the one that bundles are made of: the other tells services the version before its own.
 */
async function withWholeSdk(text: string): Promise<string> {
  const contents = text.replaceAll("/dist-cjs/", "/dist-es/");
  const stdin = { contents, resolveDir: PROJECT_FOLDER };
  const options = { bundle: true, platform: "node", write: false, logLevel: "error" } as const;
  const { outputFiles } = await build({ stdin, mainFields: ["module", "main"], ...options });
  return outputFiles[0]!.text;
}

interface Run {
  /** What Node.js has loaded of its web streams. */
  webStreams: string[];
  requests: { line: string; headers: IncomingHttpHeaders; body: string }[];
  error: { name: string; message: string; code?: string } | null;
}

describe("The AWS SDK in a bundle", () => {
  let requests: Run["requests"] = [];
  let answer: (response: ServerResponse) => unknown;
  const service = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      requests.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
      response.sendDate = false; // It would correct the clock that stands still.
      answer(response);
    });
  });
  const folder = mkdtempSync(join(tmpdir(), "lambda-sdk-"));

  before(async () => {
    const options = { isFactoryFunction: true, exportName: "handler" };
    const { text } = await pulumi.runtime.serializeFunction(callbackFactory, options);
    writeFileSync(join(folder, "run.js"), RUN);
    writeFileSync(join(folder, "whole.js"), await withWholeSdk(text));
    const { code } = await bundleClosure(text, PROJECT_FOLDER, 24);
    writeFileSync(join(folder, "bundled.js"), code);
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  });
  after(() => {
    rmSync(folder, { recursive: true });
    service.close().closeAllConnections();
  });

  async function run(file: string, environment: NodeJS.ProcessEnv): Promise<Run> {
    requests = [];
    const endpoint = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const env = {
      HOME: "/nonexistent",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "ID",
      AWS_SECRET_ACCESS_KEY: "key",
      AWS_SESSION_TOKEN: "session",
      AWS_ENDPOINT_URL_DYNAMODB: `${endpoint}/db`,
      MANAGEMENT_ENDPOINT: `${endpoint}/dev`,
      ...environment,
    };
    const args = ["run.js", join(folder, file)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
    const [error, webStreams] = JSON.parse(stdout) as [Run["error"], string[]];
    return { requests, error, webStreams };
  }

  /** What the bundled SDK did, which is exactly what the whole SDK does. */
  async function both(answering: typeof answer, environment: NodeJS.ProcessEnv = {}): Promise<Run> {
    answer = answering;
    const bundled = await run("bundled.js", environment);
    const whole = await run("whole.js", environment);
    deepEqual([bundled.requests, bundled.error], [whole.requests, whole.error]);
    return bundled;
  }
  const attempts = async (run: Promise<Run>) => (await run).requests.length;
  const status = (code: number, type?: string) => (response: ServerResponse) =>
    response.writeHead(code, type ? { "x-amzn-errortype": type } : {}).end("{}");

  it("sends the same requests, signed the same, where the environment says", async () => {
    const { requests, error } = await both(status(200));
    const [write, post] = requests;
    deepEqual([error, write?.line, post?.line], [null, "POST /db/", "POST /dev/@connections/1%3D"]);
    match(post!.headers.authorization!, /=ID\/20260102\/us-east-1\/.*;x-amz-security-token;/);
  });

  it("tries a write four times and a post three times when the service fails", async () => {
    equal(await attempts(both(status(500))), 4);
    equal(await attempts(both(status(400, "ThrottlingException"))), 4);
    const failPosts = (response: ServerResponse) =>
      status(response.req.url?.startsWith("/dev") ? 503 : 200)(response);
    equal(await attempts(both(failPosts)), 1 + 3);
  });

  it("tries again when the connection is reset", async () => {
    const { requests, error } = await both(({ socket }) => socket?.destroy());
    deepEqual([requests.length, error?.code], [4, "ECONNRESET"]);
  });

  it("tries as often, and in the mode, that the environment says", async () => {
    equal(await attempts(both(status(500), { AWS_MAX_ATTEMPTS: "2" })), 2);
    equal(await attempts(both(status(500), { AWS_RETRY_MODE: "adaptive" })), 4);
  });

  it("throws an error of the service by its name, at once", async () => {
    const { requests, error } = await both(status(400, "ConditionalCheckFailedException"));
    deepEqual([requests.length, error?.name], [1, "ConditionalCheckFailedException"]);
  });

  it("takes no web streams from Node.js, which the whole SDK loads to recognize them", async () => {
    answer = status(200);
    deepEqual((await run("bundled.js", {})).webStreams, []);
    equal((await run("whole.js", {})).webStreams.length, 1);
  });

  it("recognizes web streams and blobs as ever", async () => {
    const contents = `export { isReadableStream, isBlob } from "@smithy/core/serde";`;
    const stdin = { contents, resolveDir: join(PROJECT_FOLDER, "node_modules/@aws-sdk/core") };
    const plugins = [lambdaSdk({ otherClients: false })];
    const options = { bundle: true, platform: "node", write: false, metafile: true } as const;
    const { outputFiles } = await build({
      stdin,
      plugins,
      absWorkingDir: PROJECT_FOLDER,
      ...options,
      mainFields: ["module", "main"],
    });
    writeFileSync(join(folder, "checks.js"), outputFiles[0]!.text);
    const { isReadableStream, isBlob } = (await import(join(folder, "checks.js"))) as Record<
      string,
      (body: unknown) => boolean
    >;
    class OwnStream extends ReadableStream<unknown> {}
    class OwnBlob extends Blob {}
    const bodies = [
      new ReadableStream(),
      new OwnStream(),
      new Blob([]),
      new OwnBlob([]),
      Readable.from([]),
      Buffer.of(1),
      {},
      "",
      null,
      undefined,
    ];
    deepEqual(
      bodies.filter((body) => isReadableStream!(body)),
      bodies.slice(0, 2),
    );
    deepEqual(
      bodies.filter((body) => isBlob!(body)),
      bodies.slice(2, 4),
    );
  });

  it("gives up on a request after its time limit", async () => {
    const { requests, error } = await both(() => {}, { LIMIT_MS: "50", AWS_MAX_ATTEMPTS: "1" });
    deepEqual([requests.length, error?.name], [1, "TimeoutError"]);
  });
});

describe("A version of the AWS SDK that has other files", () => {
  const folder = mkdtempSync(join(tmpdir(), "other-sdk-"));
  after(() => rmSync(folder, { recursive: true }));

  /** Bundles a program that imports a package which has those files and nothing in them. */
  function bundleWith(name: string, files: string[]) {
    for (const file of files) {
      const path = join(folder, "node_modules", name, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, "export {};");
    }
    const manifest = JSON.stringify({ name, version: "99.1.2", main: files[0] });
    writeFileSync(join(folder, "node_modules", name, "package.json"), manifest);
    return build({
      stdin: { contents: `import "${name}";`, resolveDir: folder },
      plugins: [lambdaSdk({ otherClients: false })],
      absWorkingDir: folder,
      ...{ bundle: true, platform: "node", write: false, metafile: true, logLevel: "silent" },
    });
  }

  it("fails the build, which names the package, its version and the file", async () => {
    const expected = /@smithy\/signature-v4 99\.1\.2 has no file "dist-es\/HeaderFormatter\.js"/;
    await rejects(bundleWith("@smithy/signature-v4", ["dist-es/index.js"]), expected);
  });

  it("is bundled if what is replaced is there", async () => {
    const files = ["dist-es/index.js", "dist-es/EndpointCache.js"];
    const { outputFiles } = await bundleWith("@aws-sdk/endpoint-cache", files);
    equal(outputFiles.length, 1);
  });
});
