import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Announce } from "./announce";
import { itemIn, type Order } from "./order";
import type { OrderStore } from "./order-store";

/** A request to an HTTP API, payload format 2.0. */
export interface HttpRequest {
  routeKey: string;
  body?: string;
  /** As API Gateway gives what does not say that it is text or JSON: what `curl -d` sends, for example. */
  isBase64Encoded?: boolean;
  pathParameters?: Record<string, string>;
  requestContext: { requestId: string };
}

export interface HttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** `POST /orders` and `GET /orders/{orderId}`: an order is stored, queued and announced before it is accepted. */
export function accept(store: OrderStore, announce: Announce, sqs = new SQSClient()) {
  const QueueUrl = process.env.QUEUE_URL;
  return async (request: HttpRequest): Promise<HttpResponse> => {
    if (request.routeKey === "GET /orders/{orderId}") {
      const order = await store.find(request.pathParameters?.orderId ?? "");
      return order ? answer(200, order) : answer(404, { message: "There is no such order." });
    }
    const item = itemIn(bodyOf(request));
    if (item === undefined)
      return answer(400, { message: 'Write what you order, for example { "item": "tea" }.' });
    const { requestId: orderId } = request.requestContext;
    const order: Order = { orderId, item, state: "accepted", acceptedAt: Date.now() };
    await store.add(order);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ orderId }) }));
    await announce(order);
    return answer(202, order);
  };
}

function bodyOf({ body, isBase64Encoded }: HttpRequest): string | undefined {
  return body !== undefined && isBase64Encoded ? Buffer.from(body, "base64").toString() : body;
}

function answer(statusCode: number, body: object): HttpResponse {
  return {
    statusCode,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
