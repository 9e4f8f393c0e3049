import { EventEmitter, once } from "node:events";
import { createServer, type ServerOptions } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiGatewayManagementApiClient } from "@aws-sdk/client-apigatewaymanagementapi";
import { startGateway } from "../../../src/apigateway/start";
import type { Invoke } from "../../../src/apigateway/state";
import { unrestricted, type AccessControl } from "../../../src/iam/access/access";
import type { Backlog } from "../../../src/lambda/pool/backlog";
import type { CustomDomain, Model, WebSocketApi } from "../../../src/model/model";
import type { Closed } from "../connection";
import { FakeClock } from "../fake-clock";
import { apiOf, modelOf } from "../models";
import { recordJournal, type Recorder } from "../recorder";

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
  /** Whose each of them was. */
  senders: string[];
  /** Their JSON texts. */
  payloads: string[];
  /** The JSON texts of the events that the authorizer got. */
  authorizerPayloads: string[];
  /** The next event of this type that the function gets, from now on. */
  next(eventType: TestEvent["requestContext"]["eventType"]): Promise<TestEvent>;
  /** The JSON text of the next event of this type that was not returned yet, in order of arrival. */
  payload(eventType: TestEvent["requestContext"]["eventType"]): Promise<string>;
  /** The function, from now on. */
  handle: Handle;
  /** The authorizer, from now on. */
  authorizer: Handle;
  /** Switches to a changed program. */
  update(parts: Partial<Model>): void;
  management(stage?: string): ApiGatewayManagementApiClient;
  /** Calls the management API without a signature. */
  call(method: string, connectionId: string, body?: string): Promise<Response>;
  close(): Promise<void>;
}

/** How `$disconnect` was told that the connection ended. */
export function closedOf({ requestContext }: TestEvent): Closed {
  const { disconnectStatusCode, disconnectReason } = requestContext;
  return { code: disconnectStatusCode!, reason: disconnectReason! };
}

const accept: Handle = () => ({ statusCode: 200 });

/** The response of an authorizer that allows everything. */
const ALLOW = {
  principalId: "p",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }],
  },
};

interface TestGatewayOptions {
  api?: WebSocketApi;
  apis?: WebSocketApi[];
  domains?: CustomDomain[];
  access?: AccessControl;
  clock?: FakeClock;
  serverOptions?: ServerOptions;
  requestsPerSecond?: number;
  backlog?: Backlog;
  /** Settles when a change of the program is loaded. */
  settled?: () => Promise<void> | undefined;
}

/** The gateway alone: a test stands in for the function and the authorizer. */
export async function startTestGateway({
  api = apiOf(["$connect", "$disconnect", "$default"]),
  apis = [api],
  domains = [],
  access = unrestricted,
  clock = new FakeClock(),
  serverOptions = {},
  requestsPerSecond,
  backlog,
  settled = () => undefined,
}: TestGatewayOptions = {}): Promise<TestGateway> {
  const recorder = recordJournal(clock);
  const arrivals = new EventEmitter();
  /** Events that `payload` has not returned. */
  const unread: { eventType: string; payload: string }[] = [];
  const server = createServer(serverOptions);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const invoke: Invoke = async (_functionName, payload, _requestId, sender) => {
    const event = JSON.parse(payload) as TestEvent & { type?: string };
    const isAuthorizer = event.type === "REQUEST";
    (isAuthorizer ? test.authorizerPayloads : test.payloads).push(payload);
    if (!isAuthorizer) {
      test.events.push(event);
      test.senders.push(sender);
      unread.push({ eventType: event.requestContext.eventType, payload });
      arrivals.emit(event.requestContext.eventType, event);
    }
    try {
      const answer = await (isAuthorizer ? test.authorizer(event) : test.handle(event));
      return { payload: JSON.stringify(answer ?? null) };
    } catch (error) {
      const { name, message } = error as Error;
      const payload = JSON.stringify({ errorType: name, errorMessage: message });
      return { payload, functionError: "Unhandled" as const };
    }
  };
  const gateway = startGateway(modelOf({ apis, domains }), {
    server,
    invoke,
    access,
    requestsPerSecond,
    ...(backlog && { backlog }),
    settled,
    clock,
    journal: recorder.journal,
  });
  const test: TestGateway = {
    ...recorder,
    host,
    url: `ws://${host}/dev`,
    clock,
    events: [],
    senders: [],
    payloads: [],
    authorizerPayloads: [],
    async next(eventType) {
      return ((await once(arrivals, eventType)) as [TestEvent])[0];
    },
    async payload(eventType) {
      for (;;) {
        const found = unread.findIndex((event) => event.eventType === eventType);
        if (found >= 0) return unread.splice(found, 1)[0]!.payload;
        await once(arrivals, eventType);
      }
    },
    handle: accept,
    authorizer: () => ALLOW,
    update: (parts) => gateway.update(modelOf({ apis, domains, ...parts })),
    management: (stage = "dev") =>
      new ApiGatewayManagementApiClient({
        endpoint: `http://${host}/${stage}`,
        region: "us-east-1",
        credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" },
        maxAttempts: 1,
      }),
    call(method, connectionId, body) {
      const path = `/dev/@connections/${encodeURIComponent(connectionId)}`;
      return fetch(`http://${host}${path}`, { method, body: body ?? null });
    },
    async close() {
      await gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return test;
}
