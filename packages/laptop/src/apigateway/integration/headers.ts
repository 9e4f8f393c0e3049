import type { IncomingMessage } from "node:http";

type Pair = [name: string, value: string];

/** The headers of a CONNECT event: spelled as sent, sorted, without those of the handshake itself. */
export function connectHeaders(
  request: IncomingMessage,
  sourceIp: string,
  traceId: string,
): Record<string, string[]> {
  // Unconfirmed [extensions-header]: the header Sec-WebSocket-Extensions is kept in the CONNECT event.
  return grouped([...keptPairs(request), ...addedHeaders(sourceIp, traceId)]);
}

/** The headers of an authorizer's event: the same plus those of the handshake. */
export function authorizerHeaders(
  request: IncomingMessage,
  sourceIp: string,
  traceId: string,
): Record<string, string[]> {
  const handshake: Pair[] = [
    ["Connection", "upgrade"],
    ["content-length", "0"],
    ["Upgrade", "websocket"],
  ];
  return grouped([...keptPairs(request), ...handshake, ...addedHeaders(sourceIp, traceId)]);
}

/** The headers that API Gateway writes itself, whatever was sent under these names. */
function addedHeaders(sourceIp: string, traceId: string): Pair[] {
  return [
    ["X-Amzn-Trace-Id", `Root=${traceId}`],
    ["X-Forwarded-For", sourceIp],
    ["X-Forwarded-Port", "443"],
    ["X-Forwarded-Proto", "https"],
  ];
}

const REPLACED = new Set(["connection", "upgrade", "content-length"]);
for (const [name] of addedHeaders("", "")) REPLACED.add(name.toLowerCase());

/** The headers as sent, without those that the gateway writes itself. */
function keptPairs({ rawHeaders }: IncomingMessage): Pair[] {
  // Unconfirmed [forwarded-for]: the header X-Forwarded-For holds only the connection's address, whatever was sent.
  const pairs: Pair[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    pairs.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  return pairs.filter(([name]) => !REPLACED.has(name.toLowerCase()));
}

/** Sorted case-insensitively; names that differ only in case are merged under the first spelling. */
function grouped(pairs: Pair[]): Record<string, string[]> {
  const byName = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    const entry = byName.get(key) ?? { name, values: [] };
    entry.values.push(value);
    byName.set(key, entry);
  }
  const sorted = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([, { name, values }]) => [name, values]));
}
