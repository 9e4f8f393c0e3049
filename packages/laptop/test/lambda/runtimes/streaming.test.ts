import assert from "node:assert/strict";
import { startTestLambda, type TestLambda } from "../../support/lambda";

const CODE = `
const { pipeline } = require("node:stream/promises");
const { Readable } = require("node:stream");
exports.handler = awslambda.streamifyResponse(async ({ how }, stream, context) => {
  if (how === "fail") throw new RangeError("before");
  if (how === "pipe") return pipeline(Readable.from(['{"a":', '1}']), stream);
  if (how === "http") {
    stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
    stream.write("body");
    return void stream.end();
  }
  stream.setContentType("application/json");
  stream.write('"');
  await new Promise((resolve) => setTimeout(resolve, 5));
  if (how === "fail late") throw new RangeError("in the middle");
  stream.write(context.awsRequestId.length + "");
  if (how === "unfinished") return;
  stream.end('"');
});`;

for (const runtime of ["nodejs20.x", "nodejs24.x"]) {
  describe(`A streaming function of ${runtime}`, () => {
    let lambda: TestLambda;
    beforeEach(async () => {
      lambda = await startTestLambda(CODE, { runtime });
    });
    afterEach(() => lambda.close());

    it("is answered in one piece, again and again", async () => {
      for (let i = 0; i < 3; i++) assert.equal((await lambda.invoke()).payload, "36");
      assert.equal(lambda.all("lambda.init").length, 1);
    });

    it("may be the end of a pipeline", async () => {
      assert.deepEqual((await lambda.invoke({ how: "pipe" })).payload, { a: 1 });
    });

    for (const [how, errorMessage] of [
      ["fail", "before"],
      ["fail late", "in the middle"],
    ]) {
      it(`that throws answers the error: ${how}`, async () => {
        const { functionError, payload } = await lambda.invoke({ how });
        assert.equal(functionError, "Unhandled");
        const { trace, ...error } = payload as { trace: string[] };
        assert.deepEqual(error, { errorType: "RangeError", errorMessage });
        assert.equal(trace[0], `RangeError: ${errorMessage}`);
        assert.equal((await lambda.invoke()).payload, "36");
      });
    }

    it("may begin with the status of an HTTP response", async () => {
      const { payload } = await lambda.service.invoke("greeter", '{"how":"http"}');
      assert.equal(payload, `{"statusCode":201}${"\0".repeat(8)}body`);
    });
  });
}
