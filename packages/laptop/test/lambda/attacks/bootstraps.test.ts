import assert from "node:assert/strict";
import { startTestLambda, type TestLambda } from "../../support/lambda";

/** A bootstrap that misuses the Runtime API as an event says, and writes the statuses that it gets to its log. */
const CODE = `#!${process.execPath}
const http = require("node:http");
const net = require("node:net");
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const call = (method, path, body, headers = {}) => new Promise((resolve) => {
  const sent = http.request({ host, port, method, path: "/2018-06-01/runtime" + path, headers, agent: false }, (answer) => {
    let text = "";
    answer.setEncoding("utf8").on("data", (part) => (text += part)).on("end", () =>
      resolve({ status: answer.statusCode, id: answer.headers["lambda-runtime-aws-request-id"], text }));
  });
  sent.on("error", ({ code }) => resolve({ status: code }));
  if (body !== undefined) sent.end(body);
  else sent.end();
});
const respond = (id, body) => call("POST", "/invocation/" + id + "/response", body);
const say = ({ status }) => console.log(String(status));
const raw = (text) => new Promise((resolve) => {
  const socket = net.connect(port, host, () => socket.write(text));
  let all = "";
  socket.on("data", (part) => (all += part)).on("close", () => resolve({ status: all.split(" ")[1] ?? "closed" })).on("error", () => undefined);
});
const ways = {
  ok: async (id) => void (await respond(id, '"ok"')),
  twice: async (id) => { await respond(id, '"first"'); say(await respond(id, '"second"')); },
  both: async (id) => { await respond(id, '"first"'); say(await call("POST", "/invocation/" + id + "/error", "{}")); },
  other: async (id) => { say(await respond("11111111-2222-3333-4444-555555555555", '"forged"')); await respond(id, '"own"'); },
  malformed: async (id) => { say(await respond("%E0%A4%A", '"forged"')); await respond(id, '"own"'); },
  early: async (id) => { say(await call("GET", "/invocation/next")); await respond(id, '"own"'); },
  init: async (id) => { say(await call("POST", "/init/error", "{}")); await respond(id, '"own"'); },
  "two waiting": async (id) => {
    await respond(id, '"own"');
    const [one, two] = [call("GET", "/invocation/next"), new Promise((r) => setTimeout(r, 100)).then(() => call("GET", "/invocation/next"))];
    say(await two);
    return one;
  },
  lies: async (id) => {
    const socket = net.connect(port, host, () => socket.end("POST /2018-06-01/runtime/invocation/" + id + "/response HTTP/1.1\\r\\nHost: " + host + ":" + port + "\\r\\nContent-Length: 100\\r\\n\\r\\nshort"));
    await new Promise((resolve) => socket.on("close", resolve).on("error", () => undefined).resume());
    await respond(id, '"own"');
  },
  garbage: async (id) => { say(await raw("\\u0000\\u0001 nothing of HTTP\\r\\n\\r\\n")); await respond(id, '"own"'); },
  headers: async (id) => { say(await call("POST", "/invocation/" + id + "/response", '"x"', { "X-Large": "x".repeat(100000) })); await respond(id, '"own"'); },
  hoard: async (id) => { for (let i = 0; i < 200; i++) net.connect(port, host).on("error", () => undefined); await respond(id, '"own"'); },
  slow: (id) => new Promise(() => {
    const sent = http.request({ host, port, method: "POST", path: "/2018-06-01/runtime/invocation/" + id + "/response" });
    sent.on("error", () => undefined).write("[");
    setInterval(() => sent.write("1,"), 10);
    console.log("slow");
  }),
  exit: async (id) => { await respond(id, '"own"'); process.exit(0); },
};
(async () => {
  if (process.env.SILENT) return setInterval(() => {}, 1000);
  let next = await call("GET", "/invocation/next");
  for (;;) {
    const left = await ways[JSON.parse(next.text)](next.id);
    next = left ?? (await call("GET", "/invocation/next"));
  }
})();
`;

/** What the event is answered, and what the Runtime API said to the misuse. */
const TABLE: [way: string, answer: string, statuses: string[]][] = [
  ["twice", "first", ["400"]],
  ["both", "first", ["400"]],
  ["other", "own", ["400"]],
  ["malformed", "own", ["400"]],
  ["early", "own", ["403"]],
  ["init", "own", ["403"]],
  ["lies", "own", []],
  ["garbage", "own", ["400"]],
  ["headers", "own", ["431"]],
  ["hoard", "own", []],
];

describe("A bootstrap that misuses the Runtime API", () => {
  let lambda: TestLambda;
  const start = async (environment: Record<string, string> = {}) => {
    const code = { files: { bootstrap: { text: CODE } } };
    lambda = await startTestLambda("", { runtime: "provided.al2023", code, environment });
  };
  afterEach(() => lambda.close());
  const statuses = () => lambda.all("lambda.log").map(({ message }) => message);

  for (const [way, answer, refusals] of TABLE) {
    it(`is refused, and its function goes on: ${way}`, async () => {
      await start();
      assert.equal((await lambda.invoke(way)).payload, answer);
      assert.equal((await lambda.invoke("ok")).payload, "ok");
      // A bootstrap that is still writing when it is refused may see only that its connection ends.
      const said = statuses().map((status) => (status === "ECONNRESET" ? "431" : status));
      assert.deepEqual(said, refusals);
      assert.deepEqual(new Set(lambda.environments()), new Set(["greeter#1"]));
    });
  }

  it("is refused a second wait for the next event", async () => {
    await start();
    assert.equal((await lambda.invoke("two waiting")).payload, "own");
    assert.equal((await lambda.invoke("ok")).payload, "ok");
    assert.deepEqual(statuses(), ["403"]);
  });

  it("is ended while it answers slowly", async () => {
    await start();
    const slow = lambda.until("lambda.log", { message: "slow" });
    const answer = lambda.invoke("slow");
    await slow;
    lambda.clock.advance(3000);
    const { errorType } = (await answer).payload as { errorType: string };
    assert.equal(errorType, "Sandbox.Timedout");
    assert.equal((await lambda.invoke("ok")).payload, "ok");
  });

  it("is replaced if it exits when it has answered", async () => {
    await start();
    const ended = lambda.until("lambda.shutdown");
    assert.equal((await lambda.invoke("exit")).payload, "own");
    assert.equal((await ended).reason, "crash");
    assert.equal((await lambda.invoke("ok")).payload, "ok");
  });

  it("is ended if it never asks for an event, and its event is answered", async () => {
    await start({ SILENT: "yes" });
    const begun = lambda.until("lambda.init");
    const answer = lambda.invoke("ok");
    await begun;
    const failed = lambda.until("lambda.initFailed");
    lambda.clock.advance(10_000);
    assert.equal((await failed).errorType, "Sandbox.Timedout");
    let isAnswered = false;
    void answer.then(() => (isAnswered = true));
    // The Init phase is repeated, as long as the function may take.
    while (!isAnswered) {
      lambda.clock.advance(1000);
      await new Promise(setImmediate);
    }
    const { errorType } = (await answer).payload as { errorType: string };
    assert.equal(errorType, "Sandbox.Timedout");
  });
});
