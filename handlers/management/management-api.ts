import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import type { PostToConnections } from "./post";
import { postToConnections } from "./post-to-connections";

/** API Gateway's management API, by which a function sends to connections and closes them. */
export interface ManagementApi extends PostToConnections {
  /**
   * Sends one text message to one connection.
   * @throws an error for which `isGone` holds if the connection was closed.
   */
  post(connectionId: string, message: string): Promise<void>;
  /**
   * Closes one connection.
   * @throws an error for which `isGone` holds if it was closed before.
   */
  close(connectionId: string): Promise<void>;
}

/** The management API at the address that the environment variable MANAGEMENT_ENDPOINT names. */
export function managementApi(): ManagementApi {
  const client = new ApiGatewayManagementApiClient({ endpoint: process.env.MANAGEMENT_ENDPOINT });
  return {
    ...postToConnections(),
    async post(connectionId, message) {
      const Data = new TextEncoder().encode(message);
      await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }));
    },
    async close(connectionId) {
      await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
    },
  };
}

/**
 * Whether the connection no longer exists (status 410).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export function isGone(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return name === "GoneException" || $metadata?.httpStatusCode === 410;
}
