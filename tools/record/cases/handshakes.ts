import { ACCEPTED, managed, refused, statusAndBody } from "./answered";
import type { Case } from "./case";

const compression = "Sec-WebSocket-Extensions: permessage-deflate";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-connect.html */
export const HANDSHAKES: Case[] = [
  {
    name: "handshake-accepted",
    rows: [],
    run: (probe) => probe.handshake("api"),
    expected: ACCEPTED,
  },
  {
    name: "handshake-subprotocol",
    rows: [],
    run: (probe) =>
      probe.handshake("api", "?do=subprotocol&name=v2", ["Sec-WebSocket-Protocol: v1, v2"]),
    expected: [...ACCEPTED, "sec-websocket-protocol: v2"],
  },
  {
    name: "handshake-compression",
    rows: ["compression"],
    run: (probe) => probe.handshake("api", "", [compression]),
    expected: ACCEPTED,
  },
  {
    name: "handshake-refused-by-function",
    rows: ["refusal-headers"],
    run: (probe) => probe.handshake("api", "?do=refuse"),
    expected: [...refused("403 Forbidden", 9), "Not today"],
  },
  {
    name: "handshake-function-fails",
    rows: [],
    run: (probe) => probe.handshake("api", "?do=fail"),
    expected: [
      ...refused("502 Bad Gateway", 107),
      '{"message": "Internal server error", "connectionId":"ID", "requestId":"ID"}',
    ],
  },
  {
    name: "handshake-function-returns-nothing",
    rows: [],
    run: (probe) => probe.handshake("api", "?do=nothing"),
    expected: [
      ...refused("500 Internal Server Error", 107),
      '{"message": "Internal server error", "connectionId":"ID", "requestId":"ID"}',
    ],
  },
  {
    name: "handshake-timeout",
    rows: ["connect-timeout"],
    run: (probe) => probe.handshake("api", "?do=wait"),
    expected: [
      ...refused("504 Gateway Timeout", 112),
      '{"message": "Endpoint request timed out", "connectionId":"ID", "requestId":"ID"}',
    ],
  },
  {
    name: "handshake-extensions-in-event",
    rows: ["extensions-header"],
    run: (probe) =>
      probe
        .handshake("api", "?do=show&name=sec-websocket-extensions", [compression])
        .then(statusAndBody),
    expected: ["HTTP/1.1 418 I'm a Teapot", '["Sec-WebSocket-Extensions",["permessage-deflate"]]'],
  },
  {
    name: "handshake-forwarded-for-in-event",
    rows: ["forwarded-for"],
    run: (probe) =>
      probe
        .handshake("api", "?do=show&name=x-forwarded-for", ["X-Forwarded-For: 203.0.113.9"])
        .then(statusAndBody),
    expected: ["HTTP/1.1 418 I'm a Teapot", '["X-Forwarded-For",["IP"]]'],
  },
  {
    name: "handshake-unknown-stage",
    rows: [],
    run: async (probe) => {
      const wire = probe.wire();
      wire.write(probe.handshakeText("api", "").replace(/^GET \S+/, "GET /absent"));
      return wire.answer();
    },
    expected: [...refused("403 Forbidden", 23), '{"message":"Forbidden"}'],
  },
  {
    name: "handshake-path-after-stage",
    rows: ["path-after-stage"],
    run: (probe) => probe.handshake("api", "/more"),
    expected: [...refused("403 Forbidden", 23), '{"message":"Forbidden"}'],
  },
  {
    name: "handshake-long-url",
    rows: ["long-url"],
    run: (probe) => probe.handshake("api", `?long=${"x".repeat(4100)}`),
    expected: [...refused("414 URI Too Long", 34), '{"message":"Request-URI Too Long"}'],
  },
  {
    name: "handshake-without-key",
    rows: ["broken-handshake"],
    run: (probe) => altered(probe, /Sec-WebSocket-Key: .*\r\n/, ""),
    expected: [
      ...refused("400 Bad Request", 55),
      '{"message":"The header Sec-WebSocket-Key is not valid"}',
    ],
  },
  {
    name: "handshake-old-version",
    rows: ["broken-handshake"],
    run: (probe) => altered(probe, "Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8"),
    expected: [
      ...refused("400 Bad Request", 61),
      '{"message":"The header Sec-WebSocket-Version must be \\"13\\""}',
    ],
  },
  {
    name: "handshake-plain-get",
    rows: ["plain-get"],
    run: (probe) => probe.request("api", "GET", ""),
    expected: [...managed("426 Upgrade Required", 30), '{"message":"Upgrade Required"}'],
  },
  {
    name: "handshake-disabled-endpoint",
    rows: ["disabled-endpoint"],
    run: (probe) => probe.handshake("closed"),
    expected: [...refused("403 Forbidden", 23), '{"message":"Forbidden"}'],
  },
  {
    name: "handshake-authorizer-allows",
    rows: [],
    run: (probe) => probe.handshake("guarded", "?do=allow"),
    expected: ACCEPTED,
  },
  {
    name: "handshake-authorizer-denies",
    rows: ["authorizer-deny", "authorizer-refusal-spaces"],
    run: (probe) => probe.handshake("guarded", "?do=deny"),
    expected: [
      ...refused("403 Forbidden", 179),
      '{"message":"User is not authorized to access this resource with an explicit deny in an identity-based policy","connectionId":"ID","requestId":"ID"}',
    ],
  },
  {
    name: "handshake-authorizer-unauthorized",
    rows: ["authorizer-refusal-spaces"],
    run: (probe) => probe.handshake("guarded", "?do=unauthorized"),
    expected: [
      ...refused("401 Unauthorized", 95),
      '{"message":"Unauthorized","connectionId":"ID","requestId":"ID"}',
    ],
  },
  {
    name: "handshake-authorizer-fails",
    rows: ["authorizer-refusal-spaces"],
    run: (probe) => probe.handshake("guarded", "?do=fail"),
    expected: [
      ...refused("500 Internal Server Error", 104),
      '{"message":"Internal server error","connectionId":"ID","requestId":"ID"}',
    ],
  },
  {
    name: "handshake-authorizer-not-asked",
    rows: [],
    run: (probe) => probe.handshake("guarded"),
    expected: [
      ...refused("401 Unauthorized", 95),
      '{"message":"Unauthorized","connectionId":"ID","requestId":"ID"}',
    ],
  },
  {
    name: "handshake-authorizer-large",
    rows: ["authorizer-size"],
    run: (probe) => probe.handshake("guarded", "?do=large"),
    expected: [
      ...refused("500 Internal Server Error", 83),
      '{"message":"","connectionId":"ID","requestId":"ID"}',
    ],
  },
];

async function altered(
  probe: Parameters<Case["run"]>[0],
  part: string | RegExp,
  instead: string,
): Promise<string[]> {
  const wire = probe.wire();
  wire.write(probe.handshakeText("api", "").replace(part, instead));
  return wire.answer();
}
