import { deepEqual, equal } from "node:assert/strict";
import { jsonLog } from "../../../src/lambda/logs/log-lines";

describe("A line of standard output that a logger wrote", () => {
  it("is shown by its message, with its level", () => {
    deepEqual(jsonLog('{"level":"error","message":"No room.","room":7}'), {
      level: "ERROR",
      message: "No room.",
    });
    deepEqual(jsonLog('{"_aws":{},"message":"Sent.","level":"loud"}'), {
      level: "INFO",
      message: "Sent.",
    });
  });

  it("is shown as it is without a message, or if it is no JSON", () => {
    for (const line of ["hello", "{", '{"message":1}', '{"_aws":{}}', "[]", "null", '"x"'])
      equal(jsonLog(line), undefined, line);
  });
});
