import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { PublishedKey } from "../../../src/apigateway/http/authorization/token-keys";
import { startGateway } from "../../../src/apigateway/start";
import { unrestricted, type AccessControl } from "../../../src/iam/access/access";
import type { CustomDomain, HttpApi, HttpRoute, Model } from "../../../src/model/model";
import { FakeClock } from "../fake-clock";
import { modelOf, stageOf } from "../models";
import { recordJournal, type Recorder } from "../recorder";

/** A call of a function that a test stands in for. */
export interface HttpInvocation {
  functionName: string;
  event: Record<string, unknown> & { requestContext: Record<string, unknown> };
}

export interface TestHttpGateway extends Recorder {
  /** `http://HOST:PORT` */
  origin: string;
  /** `http://HOST:PORT/API_ID` */
  url: string;
  clock: FakeClock;
  invocations: HttpInvocation[];
  /** The functions, from now on; throwing is the function's error. */
  handle: (invocation: HttpInvocation) => unknown;
  update(parts: Partial<Model>): void;
  close(): Promise<void>;
}

export const API_ID = "h1t2t3p4id";
export const HTTP_ARN = `arn:aws:execute-api:us-east-1:123456789012:${API_ID}`;

/** A route to the function "orders". */
export function httpRouteOf(routeKey: string, parts: Partial<HttpRoute> = {}): HttpRoute {
  const [, method, path] = /^(\w+) \/(.*)$/.exec(routeKey) ?? [];
  return {
    routeKey,
    matches: path === undefined ? undefined : { method: method!, segments: path.split("/") },
    integration: {
      id: "1",
      type: "AWS_PROXY",
      functionName: "orders",
      timeoutMs: 30_000,
      format: "2.0",
    },
    authorization: { type: "NONE" },
    ...parts,
  };
}

/** An HTTP API with the stage `$default`. */
export function httpApiOf(routes: HttpRoute[], parts: Partial<HttpApi> = {}): HttpApi {
  return {
    id: API_ID,
    logicalName: "shop",
    name: "shop",
    executionArn: HTTP_ARN,
    stages: [stageOf("$default")],
    routes,
    cors: undefined,
    disableExecuteApiEndpoint: false,
    ...parts,
  };
}

/** The gateway alone: a test stands in for the functions. */
export async function startHttpGateway(
  api: HttpApi,
  options: {
    domains?: CustomDomain[];
    access?: AccessControl;
    userPoolKeys?: () => PublishedKey[];
  } = {},
): Promise<TestHttpGateway> {
  const clock = new FakeClock();
  const recorder = recordJournal(clock);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { domains = [], access = unrestricted, ...rest } = options;
  const invoke = async (functionName: string, payload: string) => {
    const invocation = { functionName, event: JSON.parse(payload) as HttpInvocation["event"] };
    test.invocations.push(invocation);
    try {
      const answer = await test.handle(invocation);
      return { payload: JSON.stringify(answer ?? null) };
    } catch (error) {
      const { name, message } = error as Error;
      const failure = JSON.stringify({ errorType: name, errorMessage: message });
      return { payload: failure, functionError: "Unhandled" as const };
    }
  };
  const gateway = startGateway(modelOf({ httpApis: [api], domains }), {
    ...rest,
    server,
    invoke,
    access,
    settled: () => undefined,
    clock,
    journal: recorder.journal,
  });
  const test: TestHttpGateway = {
    ...recorder,
    origin,
    url: `${origin}/${api.id}`,
    clock,
    invocations: [],
    handle: () => ({ statusCode: 200, body: "ok" }),
    update: (parts) => gateway.update(modelOf({ httpApis: [api], domains, ...parts })),
    async close() {
      await gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return test;
}
