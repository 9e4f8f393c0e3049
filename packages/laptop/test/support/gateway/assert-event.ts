import assert from "node:assert/strict";

/** Fields that differ from event to event, and AWS's format of each. */
const VOLATILE: Record<string, RegExp> = {
  "Sec-WebSocket-Key": /^[A-Za-z0-9+/]{22}==$/,
  "X-Amzn-Trace-Id": /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/,
  Host: /^127\.0\.0\.1:\d+$/,
  domainName: /^127\.0\.0\.1:\d+$/,
  apiId: /^[a-z0-9]{10}$/,
  connectionId: /^[A-Za-z0-9_-]{18}==$/,
  messageId: /^[A-Za-z0-9_-]{18}==$/,
  requestId: /^[A-Za-z0-9_-]{15}=$/,
  extendedRequestId: /^[A-Za-z0-9_-]{15}=$/,
  requestTime: /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/,
  connectedAt: /^\d{13}$/,
  requestTimeEpoch: /^\d{13}$/,
};

/** Compares an event with a sample from AWS as text: the order of keys counts. */
export function assertEvent(event: string, expected: object) {
  const replace = (key: string, value: unknown): unknown => {
    const name = Array.isArray(value) ? "" : key;
    return VOLATILE[name]?.test(String(value)) ? `<${name}>` : value;
  };
  const replaced = JSON.parse(event, replace) as { multiValueHeaders?: Record<string, string[]> };
  for (const [name, values] of Object.entries(replaced.multiValueHeaders ?? {}))
    replaced.multiValueHeaders![name] = values.map((value) => replace(name, value) as string);
  assert.equal(JSON.stringify(replaced, null, 2), JSON.stringify(expected, null, 2));
}
