import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { startProxy } from "../../../src/local-aws/proxy";
import { RuntimeApi } from "../../../src/lambda/runtime-api/runtime-api";
import { startMonitor, type MonitorOptions } from "../../../src/program/monitor";
import { connectTo } from "../connection";
import { databaseClient } from "../database-client";
import { startStage } from "../stage";
import type { Target } from "./attacks";
import { presignCall, signCall, type Call } from "./signed-call";

/** Every kind of port that a run opens. */
export const PORTS = [
  "gateway",
  "dynamoDb",
  "sqs",
  "invoke",
  "runtimeApi",
  "proxy",
  "engine",
] as const;

type PortName = (typeof PORTS)[number];

/** The ports of a run, and what their services did. */
export interface Targets extends Record<PortName, Target> {
  /** Everything that only someone who got in could have caused. */
  events(): string[];
  /** Waits until what was asked so far has been done. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const PAGE_TOKEN = "0123456789abcdefghijkl";

/** Events of a run that has no visitors but the tests. */
const CAUSED =
  /^(apigateway\.(connect|message|post)|sqs\.\w+|lambda\.(invoke|result)|program\.log)$/;

/** Runs a program with a table and one connection. */
export async function startTargets(program: string): Promise<Targets> {
  const stage = await startStage({ program, pageToken: PAGE_TOKEN });
  const { runtime } = stage;
  const { administrator, model, dynamoDbEndpoint, sqsEndpoint, invokeEndpoint } = runtime;
  const logged: string[] = [];
  const onLog = ({ message }: { message: string }) => logged.push(`program.log ${message}`);
  const engine = await startMonitor({ onLog } as unknown as MonitorOptions);
  const runtimeApi = await RuntimeApi.start({
    onNext: () => void logged.push("next"),
    onInitError: () => void logged.push("init error"),
    onAnswer: () => void logged.push("answer"),
  });
  const reached = createServer(() => logged.push("tunnel")).listen(0, "127.0.0.1");
  await once(reached, "listening");
  const { port } = reached.address() as AddressInfo;
  const proxy = await startProxy({ host: "127.0.0.1", port });
  const proxyUrl = new URL(proxy.url);
  const credentials = Buffer.from(`lambda:${proxyUrl.password}`).toString("base64");

  const alice = await connectTo(runtime.urls[0]!);
  const database = databaseClient(dynamoDbEndpoint, administrator);
  const TableName = model.tables[0]!.name;
  const { Items } = await database.send(new ScanCommand({ TableName }));
  const connectionId = Items![0]!.connectionId!.S!;

  /** Every call, signed for a service. */
  const target = (url: string, service: string, calls: Call[], webSocketPath = "/"): Target => ({
    host: new URL(url).host,
    webSocketPath,
    calls: (host) => Promise.all(calls.map((call) => signCall(call, host, service, administrator))),
    simpleCalls: (host) =>
      Promise.all(
        calls.map((call) => presignCall({ ...call, headers: {} }, host, service, administrator)),
      ),
  });
  const path = `/dev/@connections/${encodeURIComponent(connectionId)}`;
  const authorization = `Bearer ${PAGE_TOKEN}`;
  const gateway = target(
    runtime.pageUrl,
    "execute-api",
    [
      { method: "POST", path, headers: {}, body: "forged" },
      { method: "POST", path: "/page.actions", headers: { authorization }, body: CONNECT },
    ],
    "/dev",
  );
  const events = () =>
    stage.entries
      .map(({ service, event }) => `${service}.${event}`)
      .filter((event) => CAUSED.test(event))
      .concat(logged);

  return {
    gateway,
    dynamoDb: target(dynamoDbEndpoint, "dynamodb", [
      { method: "POST", path: "/", headers: dynamoDb("Scan"), body: JSON.stringify({ TableName }) },
      { method: "POST", path: "/", headers: dynamoDb("ListTables"), body: "{}" },
    ]),
    sqs: target(sqsEndpoint, "sqs", [
      {
        method: "POST",
        path: "/",
        headers: {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": "AmazonSQS.ListQueues",
        },
        body: "{}",
      },
      { method: "GET", path: "/?Action=ListQueues", headers: {}, body: undefined },
    ]),
    invoke: target(invokeEndpoint, "lambda", [
      {
        method: "POST",
        path: `/2015-03-31/functions/${model.functions[0]!.name}/invocations`,
        headers: {},
        body: "{}",
      },
    ]),
    runtimeApi: unsigned(runtimeApi.address, [
      { method: "GET", path: "/2018-06-01/runtime/invocation/next", headers: {}, body: undefined },
      { method: "POST", path: "/2018-06-01/runtime/init/error", headers: {}, body: "{}" },
    ]),
    proxy: unsigned(
      proxyUrl.host,
      ["GET", "POST"].map((method) => ({
        method,
        path: "/",
        headers: { "proxy-authorization": `Basic ${credentials}` },
        body: method === "GET" ? undefined : "{}",
      })),
    ),
    engine: unsigned(engine.address, [LOG]),
    events,
    async settled() {
      // What follows on the same connection is delivered after it.
      await alice.pong();
    },
    async close() {
      alice.cut();
      database.destroy();
      engine.close();
      await runtimeApi.close();
      await proxy.close();
      reached.close();
      await stage.close();
    },
  };
}

/** A port that asks for no signature. */
function unsigned(host: string, calls: Call[]): Target {
  return { host, webSocketPath: "/", calls: async () => calls, simpleCalls: async () => calls };
}

const CONNECT = '{"action":"connect"}';

function dynamoDb(operation: string): Record<string, string> {
  const type = "application/x-amz-json-1.0";
  return { "content-type": type, "x-amz-target": `DynamoDB_20120810.${operation}` };
}

/** Engine.Log of the message "forged", in gRPC's framing. */
const LOG: Call = {
  method: "POST",
  path: "/pulumirpc.Engine/Log",
  headers: { "content-type": "application/grpc" },
  body: "\u0000\u0000\u0000\u0000\u0008\u0012\u0006forged",
};
