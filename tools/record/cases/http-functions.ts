import type { Probe } from "../probe/probe";
import { answered } from "./answered";
import type { Case } from "./case";

const get =
  (path: string, headers: string[] = []) =>
  (probe: Probe) =>
    probe.request("http", "GET", path, { headers });

/** What functions and authorizers of HTTP APIs answer, and pages of other origins. */
export const HTTP_FUNCTIONS: Case[] = [
  {
    name: "http-body-no-text",
    rows: ["http-body-no-text"],
    run: get("/show?do=number"),
    expected: [...answered("500 Internal Server Error", 35), '{"message":"Internal Server Error"}'],
  },
  {
    name: "http-invalid-header",
    rows: ["http-invalid-header"],
    run: get("/show?do=header"),
    expected: [...answered("500 Internal Server Error", 35), '{"message":"Internal Server Error"}'],
  },
  {
    name: "http-no-body",
    rows: ["http-no-body"],
    run: get("/show?do=nothing"),
    expected: [
      "HTTP/1.1 200 OK",
      "Date: DATE",
      "Content-Length: 0",
      "Connection: keep-alive",
      "Apigw-Requestid: ID",
    ],
  },
  {
    name: "http-invalid-base64",
    rows: ["http-invalid-base64"],
    run: get("/show?do=base64"),
    expected: [
      "HTTP/1.1 200 OK",
      "Date: DATE",
      "Content-Length: 0",
      "Connection: keep-alive",
      "Apigw-Requestid: ID",
    ],
  },
  {
    name: "http-throttled-function",
    rows: ["http-throttled-function"],
    run: get("/throttled"),
    expected: [...answered("500 Internal Server Error", 35), '{"message":"Internal Server Error"}'],
  },
  {
    name: "http-authorizer-denies",
    rows: [],
    run: get("/guarded?guard=1&do=deny"),
    expected: [...answered("403 Forbidden", 23), '{"message":"Forbidden"}'],
  },
  {
    name: "http-authorizer-unauthorized",
    rows: ["http-authorizer-unauthorized"],
    run: get("/guarded?guard=1&do=unauthorized"),
    expected: [...answered("401 Unauthorized", 26), '{"message":"Unauthorized"}'],
  },
  {
    name: "http-authorizer-no-context",
    rows: ["http-authorizer-no-context"],
    run: get("/guarded?guard=1&do=authorizer"),
    expected: [...answered("200 OK", 15), '{"lambda":null}'],
  },
  {
    name: "http-token-missing",
    rows: [],
    run: get("/token"),
    expected: [
      "HTTP/1.1 401 Unauthorized",
      "Date: DATE",
      "Content-Length: 26",
      "Connection: keep-alive",
      "www-authenticate: Bearer",
      "Apigw-Requestid: ID",
      "",
      '{"message":"Unauthorized"}',
    ],
  },
  {
    name: "http-token-no-jwt",
    rows: ["http-token-errors"],
    run: get("/token", ["Authorization: Bearer garbage"]),
    expected: [
      "HTTP/1.1 401 Unauthorized",
      "Date: DATE",
      "Content-Length: 26",
      "Connection: keep-alive",
      'www-authenticate: Bearer scope="" error="invalid_token" error_description="the token is malformed"',
      "Apigw-Requestid: ID",
      "",
      '{"message":"Unauthorized"}',
    ],
  },
  {
    name: "http-token-not-signed",
    rows: ["http-token-errors"],
    run: get("/token", [`Authorization: Bearer ${notSigned()}`]),
    expected: [
      "HTTP/1.1 401 Unauthorized",
      "Date: DATE",
      "Content-Length: 26",
      "Connection: keep-alive",
      'www-authenticate: Bearer scope="" error="invalid_token" error_description="signing method none is invalid"',
      "Apigw-Requestid: ID",
      "",
      '{"message":"Unauthorized"}',
    ],
  },
  {
    name: "http-foreign-origin",
    rows: ["http-foreign-origin"],
    run: get("/show", ["Origin: http://localhost:9999"]),
    expected: [...answered("200 OK", 19), '["2.0","ANY /show"]'],
  },
  {
    name: "http-preflight-with-route",
    rows: ["http-preflight"],
    run: (probe) =>
      probe.request("http", "OPTIONS", "/show", {
        headers: ["Origin: http://localhost:5173", "Access-Control-Request-Method: GET"],
      }),
    expected: [
      "HTTP/1.1 204 No Content",
      "Date: DATE",
      "Connection: keep-alive",
      "access-control-allow-origin: http://localhost:5173",
      "access-control-allow-methods: GET",
      "Apigw-Requestid: ID",
    ],
  },
];

/** A token whose signature is none. */
function notSigned(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT" })}.${part({ sub: "probe" })}.`;
}
