/** The parts of a WebSocket API's event that are asked for. */
export interface SocketEvent {
  requestContext: { eventType: string; routeKey: string; connectionId: string };
  multiValueHeaders?: Record<string, string[]>;
  queryStringParameters?: Record<string, string>;
  body?: string;
}

interface SocketAnswer {
  statusCode: number;
  headers?: Record<string, string>;
  body?: string;
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Answers a handshake as its query `do` says. */
async function connect(event: SocketEvent): Promise<SocketAnswer> {
  const { do: task, name = "" } = event.queryStringParameters ?? {};
  const headers = event.multiValueHeaders ?? {};
  if (task === "refuse")
    return { statusCode: 403, headers: { "X-Probe": "refused" }, body: "Not today" };
  if (task === "fail") throw new Error("As asked.");
  if (task === "wait") await wait(4000);
  if (task === "nothing") return undefined as unknown as SocketAnswer;
  // A refusal is the only way to show what came with a handshake.
  if (task === "show") {
    const found = Object.keys(headers).find((key) => key.toLowerCase() === name);
    const shown = found === undefined ? "absent" : JSON.stringify([found, headers[found]]);
    return { statusCode: 418, body: shown };
  }
  if (task === "subprotocol")
    return { statusCode: 200, headers: { "Sec-WebSocket-Protocol": name } };
  return { statusCode: 200 };
}

/**
 * Answers each route as its key says.
 * @param addresses where the other APIs of the program are, as JSON.
 */
export async function answer(event: SocketEvent, addresses: string): Promise<SocketAnswer> {
  const { eventType, routeKey, connectionId } = event.requestContext;
  if (eventType === "CONNECT") return connect(event);
  if (eventType === "DISCONNECT") return { statusCode: 200 };
  if (routeKey === "whoami") return { statusCode: 200, body: connectionId };
  if (routeKey === "where") return { statusCode: 200, body: addresses };
  if (routeKey === "nothing") return { statusCode: 200 };
  if (routeKey === "fail") throw new Error("As asked.");
  if (routeKey === "slow") await wait(4000);
  if (routeKey === "late") await wait(1000);
  return { statusCode: 200, body: `${routeKey}: ${event.body}` };
}
