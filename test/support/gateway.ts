import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { startGateway } from "../../local/apigateway/start";
import { unrestricted } from "../../local/iam/access";
import type { WebSocketApi } from "../../local/model/model";
import { FakeClock } from "./fake-clock";
import { apiOf, modelOf } from "./models";
import { recordJournal, type Recorder } from "./recorder";

/** The parts of an event that the tests look at. */
export interface TestEvent {
  requestContext: {
    eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
    routeKey: string;
    connectionId: string;
    requestId: string;
    disconnectStatusCode?: number;
    disconnectReason?: string;
  };
  body?: string;
}

/** What the function answers; throwing is the function's error. */
export type Handle = (event: TestEvent) => unknown;

export interface TestGateway extends Recorder {
  /** `HOST:PORT`. */
  host: string;
  /** `ws://HOST:PORT/dev` */
  url: string;
  clock: FakeClock;
  /** The events that the function got. */
  events: TestEvent[];
  /** The next event of this type that the function gets, from now on. */
  next(eventType: TestEvent["requestContext"]["eventType"]): Promise<TestEvent>;
  /** The function, from now on. */
  handle: Handle;
  management(stage?: string): ApiGatewayManagementApiClient;
  close(): Promise<void>;
}

const accept: Handle = () => ({ statusCode: 200 });

/** The gateway alone: a test stands in for the function. */
export async function startTestGateway({
  api = apiOf(["$connect", "$disconnect", "$default"]),
  clock = new FakeClock(),
}: { api?: WebSocketApi; clock?: FakeClock } = {}): Promise<TestGateway> {
  const recorder = recordJournal(clock);
  const arrivals = new EventEmitter();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const invoke = async (_functionName: string, payload: string) => {
    const event = JSON.parse(payload) as TestEvent;
    test.events.push(event);
    arrivals.emit(event.requestContext.eventType, event);
    try {
      return { payload: JSON.stringify((await test.handle(event)) ?? null) };
    } catch (error) {
      const { name, message } = error as Error;
      const payload = JSON.stringify({ errorType: name, errorMessage: message });
      return { payload, functionError: "Unhandled" as const };
    }
  };
  const gateway = startGateway(modelOf({ apis: [api] }), {
    server,
    invoke,
    access: unrestricted,
    settled: async () => undefined,
    clock,
    journal: recorder.journal,
  });
  const test: TestGateway = {
    ...recorder,
    host,
    url: `ws://${host}/dev`,
    clock,
    events: [],
    async next(eventType) {
      return ((await once(arrivals, eventType)) as [TestEvent])[0];
    },
    handle: accept,
    management: (stage = "dev") =>
      new ApiGatewayManagementApiClient({
        endpoint: `http://${host}/${stage}`,
        region: "us-east-1",
        credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" },
        maxAttempts: 1,
      }),
    async close() {
      await gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return test;
}
