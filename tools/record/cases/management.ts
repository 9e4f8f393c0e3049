import { managed, statusAndBody } from "./answered";
import type { Case } from "./case";

const NEVER_ISSUED = "L0SM9cOFvHcCIhw=";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html */
export const MANAGEMENT: Case[] = [
  {
    name: "management-post",
    rows: [],
    run: async (probe) => {
      const connection = await probe.openKnown();
      const answer = await probe.manage("POST", connection.id, "hello");
      return [...answer, await connection.next()];
    },
    expected: [...managed("200 OK", 0), 'text "hello"'],
  },
  {
    name: "management-post-not-utf8",
    rows: [],
    run: async (probe) => {
      const connection = await probe.openKnown();
      await probe.manage("POST", connection.id, Buffer.from([0x61, 0xff, 0x62]));
      return [await connection.next()];
    },
    expected: ['text "a�b"'],
  },
  {
    name: "management-get",
    rows: [],
    run: async (probe) => {
      const connection = await probe.openKnown();
      // Its length is that of an address.
      return statusAndBody(await probe.manage("GET", connection.id));
    },
    expected: [
      "HTTP/1.1 200 OK",
      '{\n  "identity" : {\n    "sourceIp" : "IP",\n    "userAgent" : null\n  },\n  "connectedAt" : "TIME",\n  "lastActiveAt" : "TIME"\n}',
    ],
  },
  {
    name: "management-delete",
    rows: [],
    run: async (probe) => {
      const connection = await probe.openKnown();
      const answer = await probe.manage("DELETE", connection.id);
      return [...answer, await connection.next()];
    },
    expected: [
      "HTTP/1.1 204 No Content",
      "Date: DATE",
      "Content-Type: application/json",
      "Connection: keep-alive",
      "x-amzn-RequestId: UUID",
      "x-amz-apigw-id: ID",
      "X-Amzn-Trace-Id: Root=TRACE",
      'close 1000 "Connection Closed Normally"',
    ],
  },
  {
    name: "management-gone",
    rows: [],
    run: async (probe) => {
      const connection = await probe.openKnown();
      await probe.manage("DELETE", connection.id);
      await connection.next();
      return probe.manage("POST", connection.id, "late");
    },
    expected: managed("410 Gone", 0, "GoneException"),
  },
  {
    name: "management-never-issued",
    rows: [],
    run: (probe) => probe.manage("POST", NEVER_ISSUED, "hello"),
    expected: [
      "HTTP/1.1 400 Bad Request",
      "Date: DATE",
      "Content-Type: application/json",
      "Content-Length: 52",
      "Connection: keep-alive",
      "x-amzn-RequestId: UUID",
      "x-amzn-ErrorType: BadRequestException",
      "x-amz-apigw-id: ID",
      "",
      '{"message":"Invalid connectionId: ID"}',
    ],
  },
  {
    name: "management-post-too-large",
    rows: [],
    run: async (probe) => {
      const connection = await probe.openKnown();
      return probe.manage("POST", connection.id, "x".repeat(131_073));
    },
    expected: [
      "HTTP/1.1 413 Payload Too Large",
      "Date: DATE",
      "Content-Length: 0",
      "Connection: keep-alive",
    ],
  },
  {
    name: "management-not-signed",
    rows: [],
    run: async (probe) => {
      const { id } = await probe.openKnown();
      const path = `/@connections/${encodeURIComponent(id)}`;
      return probe.request("api", "POST", path, { body: "hello" });
    },
    expected: [
      ...managed("403 Forbidden", 42, "MissingAuthenticationTokenException"),
      '{"message":"Missing Authentication Token"}',
    ],
  },
  {
    name: "management-unsigned-header",
    rows: ["unsigned-header"],
    run: async (probe) => {
      const { id } = await probe.openKnown();
      return probe.manage("POST", id, "hello", ["X-Amz-Probe: not signed"]);
    },
    expected: [
      ...managed("403 Forbidden", 78, "InvalidSignatureException"),
      "{\"message\":\"'x-amz-probe' must be a 'SignedHeader' in the AWS Authorization.\"}",
    ],
  },
  {
    name: "management-wrong-expires",
    rows: ["wrong-expires"],
    run: async (probe) => {
      const { id } = await probe.openKnown();
      return probe.managePresigned("GET", id, 604_801);
    },
    expected: [
      ...managed("403 Forbidden", 132, "AuthorizationQueryParametersError"),
      '{"message":"X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds"}',
    ],
  },
  {
    name: "frames-of-large-post",
    rows: ["frame-size"],
    run: async (probe) => {
      const connection = await probe.openKnown();
      await probe.manage("POST", connection.id, "x".repeat(100_000));
      const frames = [];
      do frames.push(await connection.next());
      while (frames.at(-1)!.includes("(more follows)") && frames.length < 100);
      return frames;
    },
    expected: [
      "text (more follows) 32768 bytes",
      "continuation (more follows) 32768 bytes",
      "continuation (more follows) 32768 bytes",
      "continuation 1696 bytes",
    ],
    messages: 5,
  },
  {
    name: "management-slow-reader",
    rows: ["slow-reader-message"],
    run: async (probe) => {
      const connection = await probe.openKnown();
      connection.pause();
      // More than the buffers of all on the way hold.
      for (let i = 0; i < 200; i++) {
        const answer = await probe.manage("POST", connection.id, "x".repeat(131_072));
        if (!answer[0]?.includes(" 200 ")) return answer;
      }
      return ["all of 25 MB was taken"];
    },
    expected: [
      ...managed("429 Too Many Requests", 55, "LimitExceededException"),
      '{"message":"The connection does not read its messages"}',
    ],
    messages: 800,
  },
];
