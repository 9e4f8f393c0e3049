import type { IncomingMessage, Server } from "node:http";
import { startGateway, type Gateway } from "./apigateway/start";
import type { Clock } from "./shared/clock";
import { startDynamoDb } from "./dynamodb/start";
import { startEventSources } from "./event-sources/start";
import { startEventBridge, type EventBridge } from "./eventbridge/start";
import type { Exposure } from "./shared/exposure";
import type { AccessControl } from "./iam/access/access";
import { createAccessControl } from "./iam/access/access-control";
import { CredentialIssuer, type Credentials } from "./iam/access/credentials";
import type { Internals } from "./internals";
import { Backlog } from "./lambda/pool/backlog";
import { InProgress } from "./shared/in-progress";
import type { Journal } from "./shared/journal";
import type { Inspect } from "./lambda/runtimes/node-runtime";
import { invokeForGateway, startLambda, type Lambda } from "./lambda/start";
import { openIssuerKey, publicKeyOf } from "./issuer/issuer-key";
import { serveUserPools } from "./issuer/user-pool";
import { refusalOf } from "./sqs/errors";
import { startSqs, type Sqs } from "./sqs/start";
import { routeAwsNames } from "./local-aws/route";
import type { Model } from "./model/model";
import type { Stores } from "./shared/stores";
import type { LocalNames } from "./shared/tls/local-names";

export interface Services {
  /** Where the embedded DynamoDB answers. */
  dynamoDbEndpoint: string;
  sqs: Sqs;
  eventBridge: EventBridge;
  lambda: Lambda;
  gateway: Gateway;
  /** Signs the runtime's own calls. */
  administrator: Credentials;
  internals: Internals;
  /**
   * Replaces the program by a changed one, whole or not at all.
   * @throws UserError if it cannot run. The roles and functions from before stay.
   */
  update(model: Model): Promise<void>;
  close(): Promise<void>;
}

export interface ServicesDeps {
  /** The folder that paths in the program are relative to. */
  programDirectory: string;
  /** The file with the key that signs local tokens. */
  issuerKeyPath: string;
  /** Where the gateway listens. */
  server: Server;
  /** Where to listen; this machine alone if not given. */
  exposure?: Exposure;
  /** Whether the page answers a request. */
  isForPage: (request: IncomingMessage) => boolean;
  /** Settles when the change of the program that is being loaded is; undefined if there is none. */
  settled: () => Promise<void> | undefined;
  /** Where AWS's names lead inside environments; into the internet if not given. */
  names?: LocalNames;
  /** How long an execution environment stays warm without an event; ten minutes if not given. */
  idleTimeoutMs?: number | undefined;
  /** The account's quota of requests to API Gateway; AWS's default if not given. */
  requestsPerSecond?: number | undefined;
  /** Whether execution environments can be debugged. */
  inspect?: Inspect | undefined;
  /** Comes between the services and who decides what callers may do: a test that has calls fail. */
  intercept?: ((access: AccessControl) => AccessControl) | undefined;
  /** What outlives a restart. */
  stores?: Stores | undefined;
  clock: Clock;
  journal: Journal;
}

/** Starts the services in the order of the data: database, queues, functions, gateway. Closes them in reverse. */
export async function startServices(model: Model, deps: ServicesDeps): Promise<Services> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const credentials = new CredentialIssuer(deps.clock);
    const roles = createAccessControl(model, { ...deps, credentials });
    closers.push(() => roles.close());
    const access = deps.intercept?.(roles) ?? roles;
    const administrator = credentials.issueAdministrator();
    const inProgress = new InProgress();
    const shared = { ...deps, access, inProgress, backlog: new Backlog() };
    const dynamoDb = await startDynamoDb(model, { ...shared, administrator });
    closers.push(() => dynamoDb.close());
    const sqs = await startSqs(model, shared);
    closers.push(() => sqs.close());
    // None of SQS: its client takes queues' URLs for wrong then. It comes by AWS's name.
    const endpoints = { AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint };
    const { maySend, mayUse } = roles;
    const { queues } = sqs;
    const lambda = await startLambda(model, {
      ...shared,
      maySend,
      sendToQueue: (...message) => refusalOf(() => queues.sendFor(...message)),
      endpoints,
      credentials,
    });
    closers.push(() => lambda.close());
    const { invoke } = lambda;
    const eventSources = startEventSources(model, { ...shared, queues, invoke, mayUse });
    closers.push(() => eventSources.close());
    const eventBridge = startEventBridge(model, {
      ...shared,
      mayUse: (...question) => roles.mayUseAs(...question),
      maySendFor: (...question) => roles.maySendFor(...question),
      invoke: (...call) => lambda.accept(...call),
      send: (...message) => queues.sendFor(...message),
    });
    closers.push(() => eventBridge.close());
    const services = {
      dynamodb: dynamoDb.serve,
      lambda: lambda.serve,
      sqs: sqs.serve,
      events: eventBridge.serve,
      "cognito-idp": serveUserPools(deps.issuerKeyPath),
    };
    let current = model;
    const leftOut = () => current.leftOut;
    closers.push(routeAwsNames(deps.server, services, deps.journal, leftOut));
    const gateway = startGateway(model, {
      ...shared,
      invoke: (...call) => invokeForGateway(lambda, ...call),
      userPoolKeys: () => [publicKeyOf(openIssuerKey(deps.issuerKeyPath))],
    });
    closers.push(() => gateway.close());
    return {
      dynamoDbEndpoint: dynamoDb.endpoint,
      sqs,
      eventBridge,
      lambda,
      gateway,
      administrator,
      internals: {
        invoke: lambda.invoke,
        environments: lambda.environments,
        madeFrom: gateway.madeFrom,
        queue: (arn) => queues.find(arn),
        credentialsOf: (roleArn) => credentials.issue(roleArn),
        usage: () => roles.usage(),
        inProgress,
      },
      async update(changed) {
        try {
          // Environments of provisioned concurrency start with the roles of the changed program.
          roles.update(changed);
          await dynamoDb.update(changed);
          await lambda.update(changed);
        } catch (error) {
          roles.update(current);
          throw error;
        }
        sqs.update(changed);
        eventSources.update(changed);
        eventBridge.update(changed);
        gateway.update(changed);
        current = changed;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
