import { request, Agent, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import type { Clock } from "../clock";
import type { Journal } from "../journal";
import type { Model, Table } from "../model/model";
import { startExpiry } from "./expiry";

export interface DynamoDb {
  /** Where the AWS SDK finds it: http://127.0.0.1:PORT. */
  endpoint: string;
  /** Makes the tables that a changed program adds. Tables that it dropped stay, with their items. */
  update(model: Model): Promise<void>;
  close(): Promise<void>;
}

/** Calls one operation of DynamoDB. */
export type CallDynamoDb = (operation: string, input: object) => Promise<Record<string, unknown>>;

/** An embedded DynamoDB in memory (dynalite) with the tables of the model. */
export async function startDynamoDb(
  model: Model,
  deps: { clock: Clock; journal: Journal },
): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const call: CallDynamoDb = (operation, input) => callDynamoDb(port, agent, operation, input);
  const tables = new Map<string, Table>();

  const update = async ({ tables: wanted }: Model) => {
    for (const table of wanted) {
      if (!tables.has(table.name)) await call("CreateTable", table.definition);
      tables.set(table.name, table);
    }
  };
  await update(model);
  const expiry = startExpiry(server, tables, { ...deps, call });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    update,
    async close() {
      expiry.close();
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html */
function callDynamoDb(port: number, agent: Agent, operation: string, input: object) {
  return new Promise<Record<string, unknown>>((resolve, reject) => {
    const headers = {
      "Content-Type": "application/x-amz-json-1.0",
      "X-Amz-Target": `DynamoDB_20120810.${operation}`,
      "X-Amz-Date": "20260101T000000Z",
      Authorization:
        "AWS4-HMAC-SHA256 Credential=runtime/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
    };
    const outgoing = request(
      { host: "127.0.0.1", port, agent, method: "POST", headers },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () => {
          if (response.statusCode === 200) resolve(JSON.parse(text) as Record<string, unknown>);
          else reject(new Error(`DynamoDB ${operation} failed: ${text}`));
        });
      },
    );
    outgoing.once("error", reject).end(JSON.stringify(input));
  });
}
