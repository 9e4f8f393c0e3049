import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type IncomingHttpHeaders } from "node:http";
import { RuntimeApi, type RuntimeApiListener } from "../../../src/lambda/runtime-api/runtime-api";

const EVENT = {
  requestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
  payload: `{"greeting":"grüezi"}`,
  deadline: 1542409706888,
  functionArn: "arn:aws:lambda:us-east-1:123456789012:function:greeter",
  traceId: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
  clientContext: { custom: { word: "grüezi ✓" } },
};
const EVENT_PATH = `/2018-06-01/runtime/invocation/${EVENT.requestId}`;
const NEXT = "/2018-06-01/runtime/invocation/next";

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

describe("The Runtime API", () => {
  let api: RuntimeApi;
  let told: unknown[];

  beforeEach(async () => {
    told = [];
    const listener: RuntimeApiListener = {
      onNext: () => api.send(EVENT),
      onInitError: (answer) => void told.push(["init", answer]),
      onAnswer: (answer) => void told.push(answer),
    };
    api = await RuntimeApi.start(listener);
  });
  afterEach(() => api.close());

  const call = async (
    method: string,
    path: string,
    body = "",
    headers: Record<string, string | string[]> = {},
    trailers: Record<string, string> = {},
  ): Promise<Answer> => {
    const [host, port] = api.address.split(":");
    const sent = request({ host, port, path, method, headers, agent: false });
    if (headers.Trailer) sent.addTrailers(trailers);
    if (headers.Trailer) sent.write("");
    sent.end(body);
    const [response] = (await once(sent, "response")) as [NodeJS.ReadableStream & Answer];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const { statusCode: status } = response as unknown as { statusCode: number };
    return { status, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") };
  };
  const error = ({ status, body }: Answer) => [
    status,
    (JSON.parse(body) as { errorType: string }).errorType,
  ];

  it("hands out an event with AWS's headers", async () => {
    const { status, headers, body } = await call("GET", NEXT);
    assert.equal(status, 200);
    assert.equal(body, EVENT.payload);
    const ours = Object.entries(headers).filter(([name]) => name.startsWith("lambda-runtime"));
    assert.deepEqual(Object.fromEntries(ours), {
      "lambda-runtime-aws-request-id": EVENT.requestId,
      "lambda-runtime-deadline-ms": "1542409706888",
      "lambda-runtime-invoked-function-arn": EVENT.functionArn,
      "lambda-runtime-trace-id": EVENT.traceId,
      "lambda-runtime-client-context": `{"custom":{"word":"gr\\u00fcezi \\u2713"}}`,
    });
  });

  it("takes a response once", async () => {
    await call("GET", NEXT);
    const { status, body } = await call("POST", `${EVENT_PATH}/response`, `"done"`);
    assert.deepEqual([status, JSON.parse(body)], [202, { status: "OK" }]);
    assert.deepEqual(told, [{ payload: `"done"`, errorType: undefined }]);
    assert.deepEqual(error(await call("POST", `${EVENT_PATH}/response`, "1")), [
      400,
      "InvalidRequestID",
    ]);
    assert.equal(told.length, 1);
  });

  it("takes an error, whose type is in the header or in the body", async () => {
    const payload = `{"errorType":"TypeError","errorMessage":"no"}`;
    await call("GET", NEXT);
    await call("POST", `${EVENT_PATH}/error`, payload);
    await call("GET", NEXT);
    const headers = { "Lambda-Runtime-Function-Error-Type": "Runtime.Unknown" };
    await call("POST", `${EVENT_PATH}/error`, "no JSON", headers);
    assert.deepEqual(told, [
      { payload, errorType: "TypeError" },
      { payload: "no JSON", errorType: "Runtime.Unknown" },
    ]);
  });

  it("takes a streamed response with an error at its end", async () => {
    await call("GET", NEXT);
    const failure = `{"errorType":"RangeError","errorMessage":"no"}`;
    const names = ["Lambda-Runtime-Function-Error-Type", "Lambda-Runtime-Function-Error-Body"];
    const { status } = await call(
      "POST",
      `${EVENT_PATH}/response`,
      "half",
      {
        "Lambda-Runtime-Function-Response-Mode": "streaming",
        "Transfer-Encoding": "chunked",
        Trailer: names,
      },
      { [names[0]!]: "RangeError", [names[1]!]: Buffer.from(failure).toString("base64") },
    );
    assert.equal(status, 202);
    assert.deepEqual(told, [{ payload: failure, errorType: "RangeError" }]);
  });

  it("takes the error of an Init phase", async () => {
    const { status } = await call("POST", "/2018-06-01/runtime/init/error", `{"errorType":"E"}`);
    assert.equal(status, 202);
    assert.deepEqual(told, [["init", { payload: `{"errorType":"E"}`, errorType: "E" }]]);
  });

  it("refuses a response of more than 6 MB, which fails the event", async () => {
    await call("GET", NEXT);
    const large = "x".repeat(6 * 1024 * 1024 + 101);
    const answer = await call("POST", `${EVENT_PATH}/response`, large);
    assert.deepEqual(error(answer), [413, "RequestEntityTooLarge"]);
    assert.equal((told[0] as { errorType: string }).errorType, "Function.ResponseSizeTooLarge");
  });

  it("refuses to hand out an event before the last was answered", async () => {
    await call("GET", NEXT);
    assert.deepEqual(error(await call("GET", NEXT)), [403, "InvalidStateTransition"]);
  });

  it("refuses other paths and methods", async () => {
    for (const [method, path] of [
      ["GET", "/"],
      ["GET", "/2018-06-01/runtime/invocation/next/"],
      ["DELETE", NEXT],
      ["POST", "/2018-06-01/runtime/invocation/next"],
    ])
      assert.equal((await call(method!, path!)).status, 404, path);
  });

  it("refuses what a web page could send", async () => {
    const foreign: Record<string, string>[] = [
      { Host: "evil.example:80" },
      { Origin: "http://evil.example" },
    ];
    for (const headers of foreign) assert.equal((await call("GET", NEXT, "", headers)).status, 403);
  });
});
