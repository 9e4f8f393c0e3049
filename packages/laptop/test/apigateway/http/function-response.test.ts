import { deepEqual, equal } from "node:assert/strict";
import { readFunctionResponse } from "../../../src/apigateway/http/function-response";
import type { PayloadFormat } from "../../../src/model/model";

function read(payload: unknown, format: PayloadFormat = "2.0") {
  const response = readFunctionResponse(payload, format);
  return response && { ...response, body: response.body.toString("latin1") };
}

const JSON_TYPE = ["content-type", "application/json"];
const TEXT_TYPE = ["content-type", "text/plain; charset=utf-8"];

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
describe("What a function returns to an HTTP API", () => {
  it("is a body where it is no response, as the examples of AWS show", () => {
    const inferred = { status: 200, headers: [JSON_TYPE] };
    deepEqual(read("Hello from Lambda!"), { ...inferred, body: "Hello from Lambda!" });
    deepEqual(read({ message: "Hello from Lambda!" }), {
      ...inferred,
      body: '{"message":"Hello from Lambda!"}',
    });
    deepEqual(read(null), { ...inferred, body: "null" });
  });

  it("is a response where it has a status, as the example of AWS shows", () => {
    const payload = {
      cookies: ["cookie1", "cookie2"],
      isBase64Encoded: false,
      statusCode: 201,
      headers: { headername: "headervalue" },
      body: "Hello from Lambda!",
    };
    deepEqual(read(payload), {
      status: 201,
      headers: [
        ["headername", "headervalue"],
        ["set-cookie", "cookie1"],
        ["set-cookie", "cookie2"],
        TEXT_TYPE,
      ],
      body: "Hello from Lambda!",
    });
  });

  it("has its bytes decoded", () => {
    const payload = { statusCode: 200, body: "/9j/", isBase64Encoded: true };
    equal(read(payload)?.body, "\xff\xd8\xff");
    equal(read({ ...payload, isBase64Encoded: false })?.body, "/9j/");
  });

  it("has several values of a header in format 1.0", () => {
    const headers = { "Set-Cookie": "lost", "X-One": "1" };
    const payload = { statusCode: "204", headers, multiValueHeaders: { "set-cookie": ["a", "b"] } };
    deepEqual(read(payload, "1.0"), {
      status: 204,
      headers: [
        ["x-one", "1"],
        ["set-cookie", "a"],
        ["set-cookie", "b"],
      ],
      body: "",
    });
    deepEqual(read(payload, "2.0")?.headers, [
      ["set-cookie", "lost"],
      ["x-one", "1"],
    ]);
    const cookies = { statusCode: 200, cookies: ["a"] };
    deepEqual(read(cookies, "1.0")?.headers, []);
  });

  for (const [what, payload] of [
    ["no status in format 1.0", { body: "hello" }],
    ["a text in format 1.0", "hello"],
    ["nothing in format 1.0", null],
    ["a status that is none", { statusCode: 99 }],
    ["a status in words", { statusCode: "OK" }],
    ["a body that is an object", { statusCode: 200, body: { a: 1 } }],
    ["a header with a line break", { statusCode: 200, headers: { a: "1\r\nb: 2" } }],
    ["a status that has no text", { statusCode: { toString: 1 } }],
    ["a header that has no text", { statusCode: 200, headers: { a: { toString: 1 } } }],
    ["a header that is a list", { statusCode: 200, headers: { a: ["1"] } }],
    ["a value of several that is none", { statusCode: 200, multiValueHeaders: { a: [{}] } }],
    ["a header whose name is none", { statusCode: 200, headers: { "a b": "1" } }],
  ] as const) {
    it(`is no response with ${what}`, () => equal(read(payload, "1.0"), undefined));
  }

  it("is no response where it nests deeper than JSON is written, or has cookies that are none", () => {
    const deep = JSON.parse("[".repeat(100_000) + "]".repeat(100_000)) as unknown;
    equal(read({ deep }), undefined);
    equal(read({ statusCode: 200, headers: { deep } }), undefined);
    equal(read({ statusCode: 200, cookies: [{ a: 1 }] }), undefined);
    deepEqual(read({ statusCode: 200, cookies: ["a=1", null] })?.headers, [["set-cookie", "a=1"]]);
  });
});
