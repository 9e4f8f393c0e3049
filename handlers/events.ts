/**
 * What the handlers read of a WebSocket event and of the Lambda context.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
 */
export interface WebSocketEvent {
  requestContext: {
    routeKey: string;
    eventType: "CONNECT" | "MESSAGE" | "DISCONNECT";
    connectionId: string;
    /** When the connection was made, in milliseconds since 1970. */
    connectedAt: number;
    /** When API Gateway received what this event tells of, in milliseconds since 1970. */
    requestTimeEpoch: number;
    /** What the authorizer of `$connect` said, if there is one; `integrationLatency` is a number. */
    authorizer?: Record<string, string | number>;
  };
  /** Of the handshake; only on CONNECT events. */
  multiValueHeaders?: Record<string, string[]>;
  /** The message as it was sent; only on MESSAGE events. */
  body?: string;
}

export interface InvocationContext {
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** What API Gateway reads of a handler's answer: the status decides whether `$connect` is accepted. */
export interface RouteResult {
  statusCode: number;
  /** Of those, API Gateway passes on the subprotocol that `$connect` selects. */
  headers?: { "Sec-WebSocket-Protocol": string };
}

/** Handles the events of one route, one at a time. */
export type Route = (event: WebSocketEvent, context: InvocationContext) => Promise<RouteResult>;
