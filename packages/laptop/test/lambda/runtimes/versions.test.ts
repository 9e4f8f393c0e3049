import assert from "node:assert/strict";
import { startTestLambda, type TestLambda } from "../../support/lambda";
import { ownNode } from "../../support/program/own-node";

const CODE = `
exports.handler = async ({ how }, context) => {
  switch (how) {
    case "uncaught": setImmediate(() => { throw new RangeError("too late"); }); return new Promise((r) => setTimeout(r, 1000));
    case "rejection": Promise.reject(new RangeError("nobody waits")); return new Promise((r) => setTimeout(r, 1000));
    case "rejection after": Promise.reject(new RangeError("nobody waits")); return "done";
    case "listener": process.on("unhandledRejection", () => {}); Promise.reject(new Error()); return new Promise((r) => setTimeout(r, 20, "alive"));
    case "never": return new Promise(() => {});
    case "cycle": { const cycle = {}; cycle.cycle = cycle; return cycle; }
    case "bigint": return 1n;
    case "undefined": return undefined;
    case "context": return Object.keys(context).sort();
    case "throw own": throw Object.assign(new Error("refused"), { code: "E1", $metadata: { attempts: 3 } });
    case "throw text": throw "only text";
    case "throw nothing": throw undefined;
    case "log": console.log(); console.log("a\\nb"); console.log("%s", "c"); console.error(new TypeError("d")); return;
    case "log later": setImmediate(() => console.log("later")); return;
  }
};`;

const CONTEXT = [
  "awsRequestId",
  "functionName",
  "functionVersion",
  "getRemainingTimeInMillis",
  "invokedFunctionArn",
  "logGroupName",
  "logStreamName",
  "memoryLimitInMB",
  "tenantId",
];
const LEGACY = ["callbackWaitsForEmptyEventLoop", "done", "fail", "succeed"];
const OPTIONAL = ["clientContext", "identity"];

/** What a function answers: a value, or the type and message of an error. */
type Outcome = { value: unknown } | { error: [type: string, message: string | RegExp] };

const exit = (reason: string): Outcome => ({
  error: ["Runtime.ExitError", new RegExp(`^RequestId: .* Error: Runtime exited ${reason}$`)],
});

const TABLE: [how: string, upTo22: Outcome, from24: Outcome][] = [
  ["uncaught", { error: ["RangeError", "too late"] }, exit("with error: exit status 1")],
  [
    "rejection",
    { error: ["Runtime.UnhandledPromiseRejection", "RangeError: nobody waits"] },
    exit("with error: exit status 1"),
  ],
  // The response was sent before anybody noticed.
  ["rejection after", { value: "done" }, exit("with error: exit status 1")],
  ["listener", { error: ["Runtime.UnhandledPromiseRejection", "Error"] }, { value: "alive" }],
  [
    "never",
    { error: ["Runtime.NodeJsExit", /^The Lambda runtime client detected an unexpected Node.js/] },
    exit("without providing a reason"),
  ],
  [
    "cycle",
    { error: ["Error", "Unable to stringify response body"] },
    { error: ["Runtime.JSONStringifyError", "Unable to stringify response body"] },
  ],
  [
    "bigint",
    { error: ["Error", "Unable to stringify response body"] },
    { error: ["Runtime.JSONStringifyError", "Unable to stringify response body"] },
  ],
  ["undefined", { value: null }, { value: null }],
  [
    "context",
    { value: [...CONTEXT, ...OPTIONAL, ...LEGACY].sort() },
    { value: [...CONTEXT, ...OPTIONAL, "xRayTraceId"].sort() },
  ],
  ["throw own", { error: ["Error", "refused"] }, { error: ["Error", "refused"] }],
  ["throw text", { error: ["string", "only text"] }, { error: ["string", "only text"] }],
  ["throw nothing", { error: ["string", "handled"] }, { error: ["undefined", "undefined"] }],
];

for (const runtime of ["nodejs20.x", "nodejs22.x", "nodejs24.x"]) {
  const isFrom24 = runtime === "nodejs24.x";

  const { nodePath, version } = ownNode(runtime);

  describe(`A function of ${runtime} on Node.js ${version}`, () => {
    let lambda: TestLambda;
    beforeEach(async () => {
      lambda = await startTestLambda(CODE, { runtime }, { nodePath });
    });
    afterEach(() => lambda.close());

    for (const [how, upTo22, from24] of TABLE) {
      it(`answers as on AWS: ${how}`, async () => {
        const expected = isFrom24 ? from24 : upTo22;
        const { functionError, payload } = await lambda.invoke({ how });
        if ("value" in expected) {
          assert.equal(functionError, undefined, JSON.stringify(payload));
          return assert.deepEqual(payload, expected.value);
        }
        const { errorType, errorMessage } = payload as Record<string, string>;
        const [type, message] = expected.error;
        assert.equal(errorType, type);
        if (typeof message === "string") assert.equal(errorMessage, message);
        else assert.match(errorMessage!, message);
      });
    }

    it("logs an error with its own properties, under AWS's title", async () => {
      await lambda.invoke({ how: "throw own" });
      const [entry] = lambda.all("lambda.log");
      const [, , level, title, json] = String(entry?.line).split("\t");
      assert.deepEqual([level, title], ["ERROR", "Invoke Error "]);
      const { stack, ...fields } = JSON.parse(json!) as Record<string, unknown>;
      assert.deepEqual(fields, {
        errorType: "Error",
        errorMessage: "refused",
        code: "E1",
        $metadata: { attempts: 3 },
      });
      assert.match(String((stack as string[])[0]), /^Error: refused/);
    });

    it("logs line breaks, nothing and errors as AWS does", async () => {
      await lambda.invoke({ how: "log" });
      const lines = lambda.all("lambda.log").map(({ line }) => String(line));
      const { requestId } = lambda.all("lambda.invoke")[0]!;
      const texts = lines.map((line) => line.replace(/^[-:.\dT]{23}Z\t/, ""));
      const begin = `${String(requestId)}\tINFO\t`;
      assert.deepEqual(texts.slice(0, 3), [`${begin}undefined`, `${begin}a\nb`, `${begin}c`]);
      assert.match(texts[3]!, /\tERROR\tTypeError: d\n {4}at /);
    });

    it("logs what is left for the same turn with its request, before REPORT", async () => {
      await lambda.invoke({ how: "log later" });
      const { requestId } = lambda.all("lambda.invoke")[0]!;
      const [later] = lambda.all("lambda.log");
      assert.match(String(later?.line), new RegExp(`\\t${String(requestId)}\\tINFO\\tlater$`));
      const report = lambda.all("lambda.platform").at(-1)!;
      assert.ok(lambda.entries.indexOf(later!) < lambda.entries.indexOf(report));
    });

    it("has the titles of its other errors in the log", async () => {
      await lambda.close();
      lambda = await startTestLambda(`throw new Error("not ready");`, { runtime }, { nodePath });
      const { payload } = await lambda.invoke();
      assert.equal((payload as { errorMessage: string }).errorMessage, "not ready");
      const line = String(lambda.all("lambda.log").find(({ level }) => level === "ERROR")?.line);
      const [, id, , title] = line.split("\t");
      assert.equal(id, isFrom24 ? "-" : "undefined");
      assert.equal(title, isFrom24 ? "Init Error " : "Uncaught Exception ");
    });

    it("is found in the default export of an ES module from Node.js 24 on", async () => {
      await lambda.close();
      const text = `export default { handler: async () => "found" };`;
      lambda = await startTestLambda(
        "",
        { runtime, code: { files: { "index.mjs": { text } } } },
        { nodePath },
      );
      const { payload } = await lambda.invoke();
      if (isFrom24) return assert.equal(payload, "found");
      assert.equal((payload as { errorType: string }).errorType, "Runtime.HandlerNotFound");
    });

    it("leaves out of JSON logs what JSON has no word for", async () => {
      await lambda.close();
      lambda = await startTestLambda(
        `exports.handler = async () => { console.log(undefined); console.log(() => {}); console.log(Symbol()); };`,
        { runtime, logging: { format: "JSON", applicationLevel: "INFO", systemLevel: "INFO" } },
        { nodePath },
      );
      await lambda.invoke();
      const lines = lambda
        .all("lambda.log")
        .map(({ line }) => Object.keys(JSON.parse(String(line)) as object));
      const keys = ["timestamp", "level", "requestId"];
      assert.deepEqual(lines, [keys, keys, keys]);
    });
  });
}

describe("The error of a failed Init phase", () => {
  it("is the function's own, however many fail at once", async () => {
    const lambda = await startTestLambda(`throw new RangeError("not ready");`);
    const answers = await Promise.all(Array.from({ length: 10 }, () => lambda.invoke()));
    for (const { payload } of answers) {
      assert.equal((payload as { errorType: string }).errorType, "RangeError");
    }
    await lambda.close();
  });
});
