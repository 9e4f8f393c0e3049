import { equal, match, rejects } from "node:assert/strict";
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient, QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startSqs } from "../../../src/sqs/start";
import { queueOf } from "../../support/sqs/queues";
import { startDynamoDb } from "../../../src/dynamodb/start";
import { createAccessControl } from "../../../src/iam/access/access-control";
import { CredentialIssuer, LIFETIME_MS } from "../../../src/iam/access/credentials";
import { connectTo } from "../../support/connection";
import { FakeClock } from "../../support/fake-clock";
import { startTestGateway } from "../../support/gateway/gateway";
import { startTestLambda } from "../../support/lambda";
import { apiOf, functionOf } from "../../support/models";
import { recordJournal } from "../../support/recorder";
import { allow, programOf, roleOf, TABLE_ARN } from "../../support/roles";

/** What a client of the AWS SDK is made with. */
interface ClientOptions {
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  region: string;
  /** How much the caller's clock is ahead. */
  systemClockOffset: number;
  maxAttempts: number;
}

/** A service of the laptop with the calls of a function. */
interface Service {
  endpoint: string;
  /** What the role allows. */
  call(options: ClientOptions): Promise<unknown>;
  /** What it does not. */
  forbidden(options: ClientOptions): Promise<unknown>;
  /** The status of a refusal. */
  status: number;
  /** The name of an error, where the service's differ from others'. */
  nameOf?(name: string): string;
  /** The end of AWS's message about what is forbidden. */
  denial: string;
  close(): Promise<void>;
}

const MISMATCH =
  /^The request signature we calculated does not match the signature you provided\. Check your AWS Secret Access Key and signing method\. Consult the service documentation for details\./;
const CONNECTIONS = "arn:aws:execute-api:us-east-1:123456789012:x5dq2mb9qi/dev/";
const GREETER = functionOf("");
const JOBS = queueOf("jobs");
const HIDDEN = functionOf("", { name: "hidden" });

const role = roleOf([
  allow("dynamodb:Scan", TABLE_ARN),
  allow("lambda:InvokeFunction", GREETER.arn),
  allow("sqs:SendMessage", JOBS.arn),
  allow("execute-api:ManageConnections", `${CONNECTIONS}POST/@connections/*`),
]);

const SERVICES: Record<string, (deps: ReturnType<typeof controlAccess>) => Promise<Service>> = {
  async DynamoDB({ model, access, clock, journal, administrator }) {
    const deps = { access, administrator, clock, journal };
    const { endpoint, close } = await startDynamoDb(model, deps);
    const TableName = model.tables[0]!.name;
    const client = (options: ClientOptions) => new DynamoDBClient({ endpoint, ...options });
    const KeyConditionExpression = "connectionId = :id";
    const ExpressionAttributeValues = { ":id": { S: "a" } };
    const query = { TableName, KeyConditionExpression, ExpressionAttributeValues };
    return {
      endpoint,
      call: (options) => client(options).send(new ScanCommand({ TableName })),
      forbidden: (options) => client(options).send(new QueryCommand(query)),
      status: 400,
      denial: `dynamodb:Query on resource: ${TABLE_ARN} because no identity-based policy allows the dynamodb:Query action`,
      close,
    };
  },

  async Lambda({ access }) {
    const lambda = await startTestLambda("", {}, { access, others: [HIDDEN] });
    const { endpoint } = lambda.service;
    const dryRun = (FunctionName: string, options: ClientOptions) =>
      new LambdaClient({ endpoint, ...options }).send(
        new InvokeCommand({ FunctionName, InvocationType: "DryRun" }),
      );
    return {
      endpoint: `${endpoint}/2015-03-31/functions/greeter/invocations`,
      call: (options) => dryRun("greeter", options),
      forbidden: (options) => dryRun("hidden", options),
      status: 403,
      denial: `lambda:InvokeFunction on resource: ${HIDDEN.arn} because no identity-based policy allows the lambda:InvokeFunction action`,
      close: () => lambda.close(),
    };
  },

  async SQS({ access, model, clock, journal }) {
    const { endpoint, close } = await startSqs(model, { access, clock, journal });
    const { url: QueueUrl } = JOBS;
    const client = (options: ClientOptions) => new SQSClient({ endpoint, ...options });
    const message = { QueueUrl, MessageBody: "hello" };
    return {
      endpoint,
      call: (options) => client(options).send(new SendMessageCommand(message)),
      forbidden: (options) => client(options).send(new ReceiveMessageCommand({ QueueUrl })),
      status: 403,
      nameOf: (name) => name.replace(/Exception$/, ""),
      denial: `sqs:ReceiveMessage on resource: ${JOBS.arn} because no identity-based policy allows the sqs:ReceiveMessage action`,
      close,
    };
  },

  async "The management API"({ access }) {
    const gateway = await startTestGateway({
      api: apiOf(["$connect"]),
      access: { check: access.check, mayInvoke: () => true },
    });
    const alice = await connectTo(gateway.url);
    const { connectionId: ConnectionId } = gateway.events[0]!.requestContext;
    const endpoint = `http://${gateway.host}/dev`;
    const client = (options: ClientOptions) =>
      new ApiGatewayManagementApiClient({ endpoint, ...options });
    return {
      endpoint: `${endpoint}/@connections/${encodeURIComponent(ConnectionId)}`,
      call: (options) =>
        client(options).send(new PostToConnectionCommand({ ConnectionId, Data: "hello" })),
      forbidden: (options) => client(options).send(new DeleteConnectionCommand({ ConnectionId })),
      status: 403,
      denial: `execute-api:ManageConnections on resource: ${CONNECTIONS.replace("12345678", "********")}DELETE/@connections/{connectionId} because no identity-based policy allows the execute-api:ManageConnections action`,
      async close() {
        alice.cut();
        await gateway.close();
      },
    };
  },
};

for (const [name, start] of Object.entries(SERVICES)) {
  describe(`${name}, called by the AWS SDK`, () => {
    const clock = new FakeClock();
    const issuer = new CredentialIssuer(clock);
    let service: Service;
    let options: ClientOptions;

    before(async () => {
      service = await start(controlAccess(clock, issuer));
    });
    after(() => service.close());
    beforeEach(() => {
      const credentials = issuer.issue(role.arn, "events");
      options = { credentials, region: "us-east-1", systemClockOffset: 0, maxAttempts: 1 };
    });

    const refuses = (
      call: (options: ClientOptions) => Promise<unknown>,
      name: string,
      text: RegExp | string,
    ) =>
      rejects(call(options), (error: Error & { Message?: string } & Metadata) => {
        equal(error.name, service.nameOf?.(name) ?? name);
        const message = error.Message ?? error.message;
        if (typeof text === "string") equal(message, text);
        else match(message, text);
        equal(error.$metadata.httpStatusCode, service.status);
        return true;
      });

    it("lets through what the role allows", async () => {
      await service.call(options);
    });

    it("denies what the role does not allow", () =>
      refuses(
        service.forbidden,
        "AccessDeniedException",
        `User: arn:aws:sts::123456789012:assumed-role/events-role-1/events is not authorized to perform: ${service.denial}`,
      ));

    it("refuses a wrong secret", async () => {
      options.credentials = { ...options.credentials, secretAccessKey: "wrong" };
      await refuses(service.call, "InvalidSignatureException", MISMATCH);
    });

    it("refuses an access key that nobody was given", async () => {
      options.credentials = { ...options.credentials, accessKeyId: "AKIAIOSFODNN7EXAMPLE" };
      const message = "The security token included in the request is invalid.";
      await refuses(service.call, "UnrecognizedClientException", message);
    });

    it("refuses a session token that is left out, or of other credentials", async () => {
      const message = "The security token included in the request is invalid.";
      const { accessKeyId, secretAccessKey } = options.credentials;
      options.credentials = { accessKeyId, secretAccessKey };
      await refuses(service.call, "UnrecognizedClientException", message);
      const { sessionToken } = issuer.issue(role.arn, "events");
      options.credentials = { accessKeyId, secretAccessKey, sessionToken };
      await refuses(service.call, "UnrecognizedClientException", message);
    });

    it("refuses another region", async () => {
      options.region = "eu-west-1";
      const message = "Credential should be scoped to a valid region, not 'eu-west-1'. ";
      await refuses(service.call, "InvalidSignatureException", message);
    });

    it("refuses the time of a clock that is six minutes ahead, or behind", async () => {
      options.systemClockOffset = 6 * 60_000;
      await refuses(
        service.call,
        "InvalidSignatureException",
        /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)$/,
      );
      options.systemClockOffset *= -1;
      await refuses(
        service.call,
        "InvalidSignatureException",
        /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
      );
    });

    it("refuses a request without a signature", async () => {
      const response = await fetch(service.endpoint, {
        method: "POST",
        headers: { "x-amz-target": TARGETS[name] ?? "DynamoDB_20120810.Scan" },
        body: JSON.stringify({ QueueUrl: JOBS.url }),
      });
      equal(response.status, service.status);
      match(await response.text(), /Missing Authentication Token/i);
    });

    it("refuses credentials that have expired", async () => {
      clock.advance(LIFETIME_MS);
      const message = "The security token included in the request is expired";
      await refuses(service.call, "ExpiredTokenException", message);
    });
  });
}

const TARGETS: Record<string, string> = { SQS: "AmazonSQS.ReceiveMessage" };

interface Metadata {
  $metadata: { httpStatusCode?: number };
}

/** Access control of a program whose only role is the caller's. */
function controlAccess(clock: FakeClock, credentials: CredentialIssuer) {
  const model = programOf(role, { apis: [apiOf(["$connect"])], queues: [JOBS] });
  const { journal } = recordJournal(clock);
  const access = createAccessControl(model, { clock, journal, credentials });
  return { model, access, clock, journal, administrator: credentials.issueAdministrator() };
}
