import { placeOfArn } from "../../shared/aws-names";
import type { LambdaPermission, Model } from "../../model/model";
import { compilePattern } from "../policy/glob";

const PRINCIPAL = "apigateway.amazonaws.com";

/**
 * Whether a function's resource-based policy lets API Gateway invoke it.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 * @param sourceArn the ARN of the route or authorizer.
 */
export function isInvokeAllowed(
  { permissions }: Pick<Model, "permissions">,
  functionName: string,
  sourceArn: string,
): boolean {
  const { accountId } = placeOfArn(sourceArn);
  const allows = (permission: LambdaPermission) =>
    permission.functionName === functionName &&
    permission.qualifier === undefined &&
    (permission.principal === PRINCIPAL || permission.principal === "*") &&
    compilePattern(permission.action, { foldCase: true }).matches("lambda:InvokeFunction", none) &&
    (permission.sourceAccount ?? accountId) === accountId &&
    matchesArn(permission.sourceArn, sourceArn) &&
    permission.otherConditions.length === 0;
  return permissions.some(allows);
}

/** The aws.lambda.Permission to add to the program. */
export function permissionFor(functionName: string, sourceArn: string): object {
  return {
    action: "lambda:InvokeFunction",
    function: functionName,
    principal: PRINCIPAL,
    sourceArn,
  };
}

function matchesArn(pattern: string | undefined, arn: string): boolean {
  return pattern === undefined || compilePattern(pattern, { reach: "arn" }).matches(arn, none);
}

const none = () => undefined;
