import { Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { Pool } from "undici";
import type { BroadcastSettings } from "../../../handlers/broadcast/settings";
import type { Connection } from "../../../handlers/stores/connection-store";
import { startDelivery } from "../../../handlers/broadcast/delivery";
import { postToConnections } from "../../../handlers/management/post-to-connections";

/** Sends a message to connections that come page by page. */
export type Broadcast = (pages: AsyncIterable<Connection[]>, message: string) => Promise<void>;

const IN_FLIGHT = 50;

/** Ways to send it, by name. Each makes its clients when it is chosen. */
export const VARIANTS: Record<string, (endpoint: string) => Broadcast> = {
  /** What AWS's samples do: all at once. */
  "SDK, Promise.all": (endpoint) => {
    const post = sdkPost(endpoint);
    return async (pages, message) => {
      const posts: Promise<void>[] = [];
      for await (const page of pages)
        posts.push(...page.map(({ connectionId }) => post(connectionId, message)));
      await Promise.all(posts);
    };
  },
  "SDK, 50 in flight": (endpoint) => {
    const post = sdkPost(endpoint);
    return (pages, message) => inTurns(pages, (connectionId) => post(connectionId, message));
  },
  "this project": () => {
    const { prepare } = postToConnections();
    const settings: BroadcastSettings = {
      messagesPerSecond: 0,
      longestWait: 0,
      connectionsPerInvocation: Infinity,
      postsInFlight: IN_FLIGHT,
      postsPerSecond: 1e9,
      postsPerRecord: Infinity,
      postTimeoutMs: 10_000,
      retryMs: 50,
      repeatMs: 1000,
    };
    return async (pages, message) => {
      const delivery = startDelivery({
        post: prepare(message),
        forget: () => Promise.resolve(),
        isStored: () => Promise.resolve(true),
        endMs: Date.now() + 3_600_000,
        maxAttempts: 1,
        settings,
      });
      for await (const page of pages) await delivery.add(page);
      const { failed, left } = await delivery.end();
      if (failed + left.length > 0) throw new Error(`${failed + left.length} posts failed.`);
    };
  },
  /** Nothing is signed: what Node.js's own client takes for the requests alone. */
  "node:https, signed before": (endpoint) => {
    const { protocol, hostname, port, pathname } = new URL(endpoint);
    const isTls = protocol === "https:";
    const request = isTls ? requestHttps : requestHttp;
    const agent = new (isTls ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: IN_FLIGHT });
    return (pages, message) => {
      const body = Buffer.from(message);
      const headers = { ...SIGNED_BEFORE, "content-length": body.length };
      return inTurns(
        pages,
        (connectionId) =>
          new Promise((resolve, reject) => {
            const path = `${pathname}/@connections/${connectionId}`;
            request({ agent, hostname, port, path, method: "POST", headers }, (response) => {
              response.resume().once("end", resolve);
            })
              .once("error", reject)
              .end(body);
          }),
      );
    };
  },
  /** Nothing is signed and nothing is parsed: what the fastest client takes for the requests alone. */
  "undici, signed before": (endpoint) => {
    const { origin, pathname } = new URL(endpoint);
    const pool = new Pool(origin, { connections: IN_FLIGHT });
    const headers = Object.entries(SIGNED_BEFORE).flat();
    return (pages, message) => {
      const body = Buffer.from(message);
      return inTurns(
        pages,
        (connectionId) =>
          new Promise((resolve, reject) => {
            const path = `${pathname}/@connections/${connectionId}`;
            pool.dispatch(
              { path, method: "POST", body, headers },
              {
                onConnect() {},
                onHeaders: () => true,
                onData: () => true,
                onComplete: () => resolve(),
                onError: reject,
              },
            );
          }),
      );
    };
  },
};

/** As long as Lambda's. */
export const TOKEN = "T".repeat(600);

/** Headers of a signed post, whose signature is of the usual length and no more. */
const SIGNED_BEFORE = {
  "x-amz-date": "20260925T000000Z",
  "x-amz-security-token": TOKEN,
  authorization: `AWS4-HMAC-SHA256 ${"x".repeat(220)}`,
};

function sdkPost(endpoint: string): (connectionId: string, message: string) => Promise<void> {
  const client = new ApiGatewayManagementApiClient({ endpoint });
  return async (connectionId, message) => {
    const Data = new TextEncoder().encode(message);
    await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }));
  };
}

async function inTurns(
  pages: AsyncIterable<Connection[]>,
  post: (connectionId: string) => Promise<void>,
): Promise<void> {
  const each = (async function* () {
    for await (const page of pages) yield* page;
  })();
  const turn = async () => {
    for await (const { connectionId } of each) await post(connectionId);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, turn));
}
