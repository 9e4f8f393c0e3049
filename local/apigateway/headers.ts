import type { IncomingMessage } from "node:http";
import { traceId } from "./ids";

type Pair = [name: string, value: string];

/** The headers of a CONNECT event: as they were written, sorted, without those of the handshake itself. */
export function connectHeaders(
  request: IncomingMessage,
  sourceIp: string,
  nowMs: number,
): Record<string, string[]> {
  const dropped = new Set(["connection", "upgrade", "content-length"]);
  const kept = rawPairs(request).filter(([name]) => !dropped.has(name.toLowerCase()));
  return grouped([...kept, ...addedHeaders(sourceIp, nowMs)]);
}

/** The headers of an authorizer's event: the same, with those of the handshake. */
export function authorizerHeaders(
  request: IncomingMessage,
  sourceIp: string,
  nowMs: number,
): Record<string, string[]> {
  const replaced = new Set(["connection", "upgrade", "content-length"]);
  const kept = rawPairs(request).filter(([name]) => !replaced.has(name.toLowerCase()));
  const handshake: Pair[] = [
    ["Connection", "upgrade"],
    ["content-length", "0"],
    ["Upgrade", "websocket"],
  ];
  return grouped([...kept, ...handshake, ...addedHeaders(sourceIp, nowMs)]);
}

/** What API Gateway tells of the client, in place of what the client may have said itself. */
function addedHeaders(sourceIp: string, nowMs: number): Pair[] {
  return [
    ["X-Amzn-Trace-Id", `Root=${traceId(nowMs)}`],
    ["X-Forwarded-For", sourceIp],
    ["X-Forwarded-Port", "443"],
    ["X-Forwarded-Proto", "https"],
  ];
}

const ADDED = new Set(addedHeaders("", 0).map(([name]) => name.toLowerCase()));

function rawPairs({ rawHeaders }: IncomingMessage): Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    pairs.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  return pairs.filter(([name]) => !ADDED.has(name.toLowerCase()));
}

/** Sorted without regard to case; names that differ in case only are one, under the first spelling. */
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
