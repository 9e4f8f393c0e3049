import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { CredentialIssuer } from "../../src/iam/access/credentials";
import { startLambda, type Lambda, type LambdaDeps } from "../../src/lambda/start";
import type { LambdaFunction } from "../../src/model/model";
import { FakeClock } from "./fake-clock";
import { functionOf, modelOf } from "./models";
import { recordJournal, type Recorder } from "./recorder";

export interface Answer {
  functionError: string | undefined;
  /** The parsed payload. */
  payload: unknown;
}

export interface TestLambda extends Recorder {
  clock: FakeClock;
  service: Lambda;
  /** The Invoke API, which never tries twice. */
  client: LambdaClient;
  /** Invokes the function "greeter". */
  invoke(event?: unknown, functionName?: string): Promise<Answer>;
  /** Invokes `HOLDING` and waits until it is held; `release` lets it end. */
  hold(): Promise<{ answer: Promise<Answer>; release: () => void }>;
  /** Replaces the program's functions. */
  update(...functions: LambdaFunction[]): Promise<void>;
  /** The environments that the events were handled by, in order. */
  environments(): unknown[];
  close(): Promise<void>;
}

/** Code of a function that ends an event `{ hold: port }` when the test says so, and any other at once. */
export const HOLDING = `
const { connect } = require("node:net");
exports.handler = async ({ hold }) => {
  if (hold) await new Promise((resolve) => connect(hold, "127.0.0.1").resume().on("close", resolve));
  return "done";
};`;

/** The Lambda service with one function, "greeter", of the given code, and maybe others. */
export async function startTestLambda(
  code: string,
  parts: Partial<LambdaFunction> = {},
  { others = [], ...deps }: Partial<LambdaDeps> & { others?: LambdaFunction[] } = {},
): Promise<TestLambda> {
  const clock = new FakeClock();
  const recorder = recordJournal(clock);
  const lambda = await startLambda(modelOf({ functions: [functionOf(code, parts), ...others] }), {
    programDirectory: __dirname,
    endpoints: { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:8000" },
    credentials: new CredentialIssuer(),
    clock,
    journal: recorder.journal,
    ...deps,
  });
  const client = new LambdaClient({
    endpoint: lambda.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  const invoke = async (event: unknown = {}, functionName = "greeter"): Promise<Answer> => {
    const { payload, functionError } = await lambda.invoke(functionName, JSON.stringify(event));
    return { functionError, payload: JSON.parse(payload) };
  };
  return {
    ...recorder,
    clock,
    service: lambda,
    client,
    invoke,
    async hold() {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const answer = invoke({ hold: (server.address() as AddressInfo).port });
      const [held] = (await once(server, "connection")) as [Socket];
      server.close();
      // The environment may be killed.
      held.on("error", () => undefined);
      return { answer, release: () => held.end() };
    },
    update: (...functions) => lambda.update(modelOf({ functions })),
    environments: () => recorder.all("lambda.invoke").map(({ environment }) => environment),
    close() {
      client.destroy();
      return lambda.close();
    },
  };
}
