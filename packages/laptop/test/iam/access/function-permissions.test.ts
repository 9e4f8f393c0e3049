import { deepEqual, equal } from "node:assert/strict";
import { createAccessControl } from "../../../src/iam/access/access-control";
import { CredentialIssuer } from "../../../src/iam/access/credentials";
import { isInvokeAllowed, permissionFor } from "../../../src/iam/access/function-permissions";
import type { LambdaPermission } from "../../../src/model/model";
import { FakeClock } from "../../support/fake-clock";
import { recordJournal } from "../../support/recorder";
import { programOf, roleOf } from "../../support/roles";

const ACCOUNT = "123456789012";
const ROUTE = `arn:aws:execute-api:us-east-1:${ACCOUNT}:x5dq2mb9qi/dev/$connect`;
const OTHER_STAGE = ROUTE.replace("/dev/", "/prod/");

const PERMISSION: LambdaPermission = {
  logicalName: "permission",
  functionName: "events",
  qualifier: undefined,
  action: "lambda:InvokeFunction",
  principal: "apigateway.amazonaws.com",
  sourceArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:x5dq2mb9qi/dev/*`,
  sourceAccount: undefined,
  otherConditions: [],
};

/** Whether a permission that differs in this from one that fits lets API Gateway invoke a function. */
function allows(parts: Partial<LambdaPermission>, qualifier?: string, sourceArn = ROUTE): boolean {
  const called = { functionName: "events", ...(qualifier !== undefined && { qualifier }) };
  return isInvokeAllowed({ permissions: [{ ...PERMISSION, ...parts }] }, called, sourceArn);
}

// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
describe("A permission of a function", () => {
  it("lets API Gateway invoke it for the routes that it names, and for no others", () => {
    equal(allows({}), true);
    equal(allows({}, undefined, OTHER_STAGE), false);
    equal(allows({ sourceArn: undefined }, undefined, OTHER_STAGE), true);
  });

  it("is for one function, one service and one account", () => {
    equal(allows({ functionName: "other" }), false);
    equal(allows({ principal: "s3.amazonaws.com" }), false);
    equal(allows({ principal: "*" }), true);
    equal(allows({ sourceAccount: ACCOUNT }), true);
    equal(allows({ sourceAccount: "210987654321" }), false);
  });

  it("names its action in any case, with wildcards too", () => {
    equal(allows({ action: "lambda:invokefunction" }), true);
    equal(allows({ action: "lambda:*" }), true);
    equal(allows({ action: "lambda:GetFunction" }), false);
  });

  it("is for a version or an alias, or for the function with $LATEST", () => {
    equal(allows({}, "$LATEST"), true);
    equal(allows({}, "live"), false);
    equal(allows({ qualifier: "live" }, "live"), true);
    equal(allows({ qualifier: "live" }), false);
  });

  it("is none for API Gateway if it has conditions that only others fulfil", () => {
    equal(allows({ otherConditions: ["principalOrgId"] }), false);
  });

  it("is proposed where it is missing, so that it fits", () => {
    for (const qualifier of [undefined, "live", "$LATEST"]) {
      const called = { functionName: "events", ...(qualifier !== undefined && { qualifier }) };
      const { function: functionName, ...others } = permissionFor(called, ROUTE) as {
        function: string;
      };
      const proposed = { ...PERMISSION, ...others, functionName };
      equal(isInvokeAllowed({ permissions: [proposed] }, called, ROUTE), true, qualifier);
    }
  });

  it("ends with the change of the program that removes it", () => {
    const clock = new FakeClock();
    const { journal, all } = recordJournal(clock);
    const program = programOf(roleOf([]), { permissions: [PERMISSION] });
    const deps = { clock, journal, credentials: new CredentialIssuer(clock) };
    const access = createAccessControl(program, deps);
    const called = { functionName: "events" };
    deepEqual([access.mayInvoke(called, ROUTE), all("iam.deny").length], [true, 0]);
    access.update({ ...program, permissions: [] });
    deepEqual([access.mayInvoke(called, ROUTE), all("iam.deny").length], [false, 1]);
    access.close();
  });
});
