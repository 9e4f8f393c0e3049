import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { WebSocketServer, type WebSocket } from "ws";

/**
 * The least that runs the same handler: `ws`, a Map of connections, and the AWS SDK that posts to this
 * process over HTTP on loopback. No signature is verified, no permission asked, no function invoked, no
 * table read. A message that begins with "echo" goes back to its connection, any other to everyone.
 */
const connections = new Map<string, WebSocket>();
let nextId = 1;

const server = createServer((request, response) => {
  const connection = connections.get(request.url!.slice("/@connections/".length));
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    connection?.send(Buffer.concat(chunks).toString("utf8"));
    response.writeHead(connection ? 200 : 410).end();
  });
});

new WebSocketServer({ server }).on("connection", (webSocket) => {
  const id = String(nextId++);
  connections.set(id, webSocket);
  webSocket.on("close", () => connections.delete(id));
  webSocket.on("message", (data: Buffer) => {
    const recipients = data.toString("latin1", 0, 4) === "echo" ? [id] : [...connections.keys()];
    const posts = recipients.map((ConnectionId) =>
      gateway.send(new PostToConnectionCommand({ ConnectionId, Data: data })),
    );
    void Promise.all(posts);
  });
});

let gateway: ApiGatewayManagementApiClient;
server.listen(0, "127.0.0.1", () => {
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  gateway = new ApiGatewayManagementApiClient({
    endpoint: `http://${host}`,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  console.log(`ws://${host}/`);
});
