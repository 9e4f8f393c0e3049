import assert from "node:assert/strict";
import type { LambdaFunction } from "../../../src/model/model";
import { startTestLambda } from "../../support/lambda";
import { ownNode } from "../../support/program/own-node";

/** What AWS's clients answer, compared with aws-lambda-ric 3.3.0 for nodejs20 and 22, and 4.0.2 for nodejs24. */
interface Row {
  name: string;
  /** A module, or the body of a handler. */
  code: string;
  isModule?: true;
  handler?: string;
  upTo22: Expected;
  /** If it differs. */
  from24?: Expected;
}
interface Expected {
  answer: object;
  /** Of the error in the log, beside its stack. */
  log?: object;
}

const HANDLED =
  "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack";
const error = (errorType: string, errorMessage: string, trace?: unknown[]) => ({
  errorType,
  errorMessage,
  ...(trace && { trace }),
});
/** Of AWS's client itself: its name is an own property from nodejs24 on. */
const ofTheClient = (errorType: string, errorMessage: string) => {
  const answer = error(errorType, errorMessage);
  return {
    upTo22: { answer, log: answer },
    from24: { answer, log: { ...answer, name: errorType } },
  };
};

const TABLE: Row[] = [
  {
    name: "answers with a function",
    code: "return () => 1",
    upTo22: { answer: error("TypeError", "Wrong arguments") },
  },
  {
    name: "answers with a symbol",
    code: "return Symbol()",
    upTo22: { answer: error("TypeError", "Wrong arguments") },
  },
  {
    name: "throws undefined",
    code: "throw undefined",
    upTo22: { answer: error("string", "handled", []), log: error("Error", "handled") },
    from24: { answer: error("undefined", "undefined", []), log: error("Error", "undefined") },
  },
  {
    name: "throws what looks like an error",
    code: `throw { name: "Named", message: "told", stack: "one\\ntwo" }`,
    upTo22: {
      answer: error("Named", "told", ["one", "two"]),
      log: error("Error", "[object Object]"),
    },
    from24: {
      answer: error("object", "[object Object]", []),
      log: error("Error", "[object Object]"),
    },
  },
  {
    name: "throws an error of another realm",
    code: `require("node:vm").runInNewContext('throw new RangeError("far")')`,
    upTo22: { answer: error("RangeError", "far"), log: error("Error", "RangeError: far") },
    from24: { answer: error("object", "RangeError: far", []) },
  },
  {
    name: "throws an error without a stack",
    code: "const error = new Error('bare'); error.stack = undefined; throw error",
    upTo22: { answer: error("handled", HANDLED), log: error("Error", "bare") },
    from24: { answer: error("Error", "bare", []), log: error("Error", "bare") },
  },
  {
    name: "throws an error whose message is a number",
    code: "const error = new Error(); error.message = 5; throw error",
    upTo22: { answer: error("handled", HANDLED) },
    from24: { answer: error("handled", HANDLED, []) },
  },
  {
    name: "has no such handler",
    code: "exports.other = 1",
    isModule: true,
    ...ofTheClient("Runtime.HandlerNotFound", "index.handler is undefined or not exported"),
  },
  {
    name: "has a handler without a dot",
    code: "",
    isModule: true,
    handler: "index",
    ...ofTheClient("Runtime.MalformedHandlerName", "Bad handler"),
  },
  {
    name: "does not parse",
    code: "exports.handler = (",
    isModule: true,
    ...ofTheClient("Runtime.UserCodeSyntaxError", "SyntaxError: Unexpected end of input"),
  },
];

for (const runtime of ["nodejs20.x", "nodejs22.x", "nodejs24.x"]) {
  const { nodePath, version } = ownNode(runtime);
  const isFrom24 = runtime === "nodejs24.x";
  const run = async (code: string, parts: Partial<LambdaFunction> = {}) => {
    const lambda = await startTestLambda(code, { runtime, ...parts }, { nodePath });
    try {
      return { ...(await lambda.invoke()), logged: lambda.all("lambda.log") };
    } finally {
      await lambda.close();
    }
  };

  describe(`A function of ${runtime} on Node.js ${version}`, () => {
    for (const { name, code, isModule, handler = "index.handler", ...expected } of TABLE) {
      it(`that ${name} fails as on AWS`, async () => {
        const { answer, log } = (isFrom24 ? expected.from24 : undefined) ?? expected.upTo22;
        const text = isModule ? code : `exports.handler = async () => { ${code}; };`;
        const { payload, logged } = await run(text, { handler });
        assert.deepEqual(keptOf(payload as object, Object.keys(answer)), answer);
        const line = String(logged.find(({ level }) => level === "ERROR")?.line);
        const { stack, ...fields } = JSON.parse(line.split("\t")[4]!) as Record<string, unknown>;
        if (log) assert.deepEqual(fields, log);
      });
    }

    it("begins the stack of what does not parse with the line, or with the error", async () => {
      const { payload } = await run("exports.handler = (");
      const [first] = (payload as { trace: string[] }).trace;
      if (isFrom24) assert.match(first!, /\/index\.js:1$/);
      else assert.match(first!, /^Runtime\.UserCodeSyntaxError: /);
    });

    it("names the classes of errors in JSON", async () => {
      const logging = { format: "JSON", applicationLevel: "INFO", systemLevel: "INFO" } as const;
      const code = `exports.handler = async () => { console.error(new TypeError("a"), "b"); };`;
      const { logged } = await run(code, { logging });
      const { errorType } = JSON.parse(String(logged[0]?.line)) as { errorType?: string };
      // The client of nodejs24 looks at what comes after the first value.
      assert.equal(errorType, isFrom24 ? undefined : "TypeError");
      const missing = await run("exports.other = 1", { logging });
      const { message } = JSON.parse(String(missing.logged[0]?.line)) as {
        message: { errorType: string };
      };
      assert.equal(message.errorType, isFrom24 ? "HandlerNotFoundError" : "HandlerNotFound");
    });

    it("fails its Init phase by a promise that it leaves rejected", async () => {
      const code = `Promise.reject(new Error("left")); exports.handler = async () => "done";`;
      const { payload } = await run(code);
      const { errorType } = payload as { errorType: string };
      assert.equal(errorType, isFrom24 ? "Runtime.ExitError" : "Runtime.UnhandledPromiseRejection");
    });

    it("has import() in every environment", async () => {
      const code = {
        files: {
          "index.js": { text: `exports.handler = async () => (await import("./other.mjs")).word;` },
          "other.mjs": { text: `export const word = "imported";` },
        },
      };
      const lambda = await startTestLambda("", { runtime, code }, { nodePath });
      try {
        const answers = await Promise.all(Array.from({ length: 4 }, () => lambda.invoke()));
        assert.deepEqual(new Set(answers.map(({ payload }) => payload)), new Set(["imported"]));
        assert.equal(new Set(lambda.environments()).size, 4);
      } finally {
        await lambda.close();
      }
    });
  });
}

function keptOf(value: object, names: string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}
