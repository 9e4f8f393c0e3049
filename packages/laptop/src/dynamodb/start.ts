import { Agent, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Clock } from "../shared/clock";
import { unrestricted, type AccessControl } from "../iam/access/access";
import { CredentialIssuer, type Credentials } from "../iam/access/credentials";
import type { InProgress } from "../shared/in-progress";
import type { Journal } from "../shared/journal";
import { isAwsName, placeOfArn } from "../shared/aws-names";
import { UserError } from "../shared/errors";
import { keepDoor } from "../shared/door";
import { hostFor, LOCAL, type Exposure } from "../shared/exposure";
import { addressOf, closeServer, listen } from "../shared/listen";
import { ConsumedCapacity } from "./consumed-capacity";
import { Stores } from "../shared/stores";
import type { Model, Table } from "../model/model";
import { callDynamoDb, type CallDynamoDb } from "./call";
import { Regions } from "./regions";
import { startExpiry } from "./expiry";
import { serveDynamoDb } from "./front";

export interface DynamoDb {
  /** For the AWS SDK: http://127.0.0.1:PORT. */
  endpoint: string;
  /** Answers a request that came another way. */
  serve(request: IncomingMessage, response: ServerResponse): void;
  /** Creates the tables that a changed program adds. Removed tables stay, with their items. */
  update(model: Model): Promise<void>;
  close(): Promise<void>;
}

export interface DynamoDbDeps {
  /** Decides who may do what. Everything is allowed by default. */
  access?: AccessControl;
  /** Credentials for the runtime's own calls; needed if `access` verifies signatures. */
  administrator?: Credentials;
  /** Where to listen; this machine alone if not given. */
  exposure?: Exposure;
  /** Counts what the database does by itself. */
  inProgress?: InProgress;
  /** Has the tables and their items if the database starts again. */
  stores?: Stores;
  clock: Clock;
  journal: Journal;
}

/** An embedded DynamoDB in memory (dynalite) with the tables of the model, behind our access control. */
export async function startDynamoDb(model: Model, deps: DynamoDbDeps): Promise<DynamoDb> {
  const { access = unrestricted, stores = new Stores(), journal } = deps;
  const { administrator = new CredentialIssuer().issueAdministrator() } = deps;
  const server = createServer();
  let { leftOut } = model;
  const openRegions = () =>
    new Regions(model, {
      now: () => deps.clock.now(),
      onLateError: (error) => journal.record("dynamodb", "failed", { message: error.message }),
    });
  const regions = stores.keep("regions", openRegions);
  const hasItems = regions.tables().length > 0;
  const consumed = new ConsumedCapacity(deps.clock, journal);
  serveDynamoDb(server, {
    inRegion: (region) => regions.find(region),
    leftOut: (arn) => leftOut.find((each) => each.arn === arn)?.description,
    access,
    journal,
    consumed,
  });
  const host = hostFor("dynamodb", deps.exposure ?? LOCAL);
  const serves = (name: string) => isAwsName("dynamodb", name);
  keepDoor(server, { service: "DynamoDB", host, serves, journal });
  await listen(server, host, 0);
  const endpoint = `http://${addressOf(server)}`;
  const agent = new Agent({ keepAlive: true });
  const callFor = ({ arn }: Table): CallDynamoDb => {
    const { region } = placeOfArn(arn);
    return (operation, input) =>
      callDynamoDb({ endpoint, agent, region }, administrator, operation, input);
  };

  /** What the program declared before stays as functions have left it. */
  const put = stores.keep("declared items", () => new Set<string>());
  const putItems = async (call: CallDynamoDb, { arn, name, items }: Table) => {
    for (const item of items) {
      const key = JSON.stringify([arn, item]);
      if (put.has(key)) continue;
      await call("PutItem", { TableName: name, Item: item }).catch(({ message }: Error) => {
        throw new UserError(
          "MODEL",
          `An aws.dynamodb.TableItem cannot be put into the table "${name}": ${message}`,
        );
      });
      put.add(key);
    }
  };

  const update = async ({ tables, region, leftOut: absent }: Model) => {
    leftOut = absent;
    regions.home = region;
    for (const table of tables) {
      regions.open(table);
      if (!regions.has(table)) await createTable(callFor(table), table);
      regions.add(table);
      await putItems(callFor(table), table);
    }
  };
  await update(model).catch(async (error: unknown) => {
    agent.destroy();
    await closeServer(server);
    throw error;
  });
  const expiry = startExpiry(server, () => regions.tables(), { ...deps, callFor }, hasItems);
  return {
    endpoint,
    serve: (request, response) => server.emit("request", request, response),
    update,
    async close() {
      expiry.close();
      consumed.record();
      agent.destroy();
      await closeServer(server);
    },
  };
}

/** Waits until the table is ACTIVE, shortly after CreateTable. Before that, it accepts no items. */
async function createTable(call: CallDynamoDb, { name, definition }: Table): Promise<void> {
  await call("CreateTable", definition);
  let status: unknown;
  while (status !== "ACTIVE") {
    const { Table: described } = await call("DescribeTable", { TableName: name });
    status = (described as { TableStatus: unknown }).TableStatus;
  }
}
