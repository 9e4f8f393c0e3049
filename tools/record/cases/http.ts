import type { RequestOptions, Probe } from "../probe/probe";
import { answered, statusAndBody } from "./answered";
import type { Case } from "./case";

const get =
  (path: string, headers: string[] = []) =>
  (probe: Probe) =>
    probe.request("http", "GET", path, { headers });
const post = (path: string, options: RequestOptions) => (probe: Probe) =>
  probe.request("http", "POST", path, options);

/** Requests to HTTP APIs, and what functions see of them. */
export const HTTP: Case[] = [
  {
    name: "http-answer",
    rows: [],
    run: get("/show"),
    expected: [...answered("200 OK", 19), '["2.0","ANY /show"]'],
  },
  {
    name: "http-not-found",
    rows: [],
    run: get("/absent"),
    expected: [...answered("404 Not Found", 23), '{"message":"Not Found"}'],
  },
  {
    name: "http-undecodable-path",
    rows: ["http-undecodable-path"],
    run: get("/show/%zz"),
    expected: [...answered("400 Bad Request", 25), '{"message":"Bad Request"}'],
  },
  {
    name: "http-large-head",
    rows: ["http-head-size"],
    run: get("/show", [`X-Probe: ${"x".repeat(10_240)}`]),
    expected: [
      ...answered("431 Request Header Fields Too Large", 45),
      '{"message":"Request Header Fields Too Large"}',
    ],
  },
  {
    name: "http-large-event",
    rows: ["http-event-size"],
    run: post("/show", {
      headers: ["Content-Type: text/plain"],
      body: "x".repeat(6 * 1024 * 1024),
    }),
    expected: [...answered("413 Payload Too Large", 38), '{"message":"Request Entity Too Large"}'],
    messages: 200,
  },
  {
    name: "http-forwarded-for",
    rows: ["http-forwarded-for"],
    run: (probe) =>
      get("/show?do=header-value&name=x-forwarded-for", ["X-Forwarded-For: 203.0.113.9"])(
        probe,
      ).then(statusAndBody),
    expected: ["HTTP/1.1 200 OK", '["x-forwarded-for","IP"]'],
  },
  ...(
    [
      ["text/csv", 5, "false"],
      ["application/json", 5, "false"],
      ["application/xml", 5, "false"],
      ["application/javascript", 5, "false"],
      ["image/svg+xml", 4, "true"],
    ] as const
  ).map(([type, bytes, isEncoded]) => ({
    name: `http-text-of-${type.replace(/[/+]/g, "-")}`,
    rows: ["http-text-media-types"],
    run: post("/show?do=text", { headers: [`Content-Type: ${type}`], body: "x" }),
    expected: [...answered("200 OK", bytes), isEncoded],
  })),
  {
    name: "http-decoded-path",
    rows: ["http-decoded-paths"],
    run: get("/show/a%20b%2Fc?do=path"),
    expected: [...answered("200 OK", 13), '"/show/a b/c"'],
  },
  {
    name: "http-slash-at-end",
    rows: ["http-trailing-slash"],
    run: get("/format-1/"),
    expected: [...answered("404 Not Found", 23), '{"message":"Not Found"}'],
  },
  {
    name: "http-any-method",
    rows: ["http-any-method"],
    run: (probe) => probe.request("http", "TRACE", "/method/exact"),
    expected: [...answered("200 OK", 27), '["2.0","ANY /method/exact"]'],
  },
  {
    name: "http-method-before-any",
    rows: ["http-method-before-any"],
    run: get("/method/exact"),
    expected: [...answered("200 OK", 28), '["2.0","GET /method/{name}"]'],
  },
  {
    name: "http-format-1-header-names",
    rows: ["http-format-1-header-names"],
    run: get("/format-1?do=header-names", ["X-Probe-Name: 1", "User-Agent: probe"]),
    expected: [...answered("200 OK", 36), '["Host","User-Agent","x-probe-name"]'],
  },
  {
    name: "http-any-source-arn",
    rows: ["http-any-source-arn"],
    run: get("/get-only"),
    expected: [...answered("200 OK", 23), '["2.0","ANY /get-only"]'],
  },
  {
    name: "http-any-source-arn-other",
    rows: ["http-any-source-arn"],
    run: post("/get-only", { body: "x" }),
    expected: [...answered("500 Internal Server Error", 35), '{"message":"Internal Server Error"}'],
  },
  {
    name: "http-disabled-endpoint",
    rows: ["http-disabled-endpoint"],
    run: (probe) => probe.request("httpClosed", "GET", "/"),
    expected: [...answered("404 Not Found", 23), '{"message":"Not Found"}'],
  },
  {
    name: "http-quick-create",
    rows: ["http-quick-create-format"],
    run: (probe) => probe.request("httpQuick", "GET", "/any"),
    expected: [...answered("200 OK", 18), '["2.0","$default"]'],
  },
];
