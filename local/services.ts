import type { Server } from "node:http";
import { startGateway } from "./apigateway/start";
import type { Clock } from "./clock";
import { startDynamoDb } from "./dynamodb/start";
import { unrestricted } from "./iam/access";
import { CredentialIssuer } from "./iam/credentials";
import type { Journal } from "./journal";
import { startLambda } from "./lambda/start";
import type { Model } from "./model/model";

export interface Services {
  /** Where the embedded DynamoDB answers. */
  dynamoDbEndpoint: string;
  /** Takes over a changed program. */
  update(model: Model): Promise<void>;
  close(): Promise<void>;
}

export interface ServicesDeps {
  /** The folder that paths in the program are relative to. */
  programDirectory: string;
  /** Where the gateway listens. */
  server: Server;
  /** Settles when no change of the program is on its way. */
  settled: () => Promise<void>;
  clock: Clock;
  journal: Journal;
}

/** Starts the services in the order of the data: database, functions, gateway. Closes them in reverse. */
export async function startServices(model: Model, deps: ServicesDeps): Promise<Services> {
  const dynamoDb = await startDynamoDb(model, deps);
  const endpoints = { AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint };
  const credentials = new CredentialIssuer();
  const lambda = await startLambda(model, { ...deps, endpoints, credentials });
  const gateway = startGateway(model, {
    ...deps,
    access: unrestricted,
    invoke: (name, payload) => lambda.invoke(name, payload),
  });
  return {
    dynamoDbEndpoint: dynamoDb.endpoint,
    async update(changed) {
      await dynamoDb.update(changed);
      await lambda.update(changed);
      gateway.update(changed);
    },
    async close() {
      await gateway.close();
      await lambda.close();
      await dynamoDb.close();
    },
  };
}
