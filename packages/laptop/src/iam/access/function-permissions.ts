import { placeOfArn } from "../../shared/aws-names";
import type { CalledFunction, LambdaPermission, Model } from "../../model/model";
import { compilePattern } from "../policy/glob";

/** Who invokes functions, by the service of the resource that it does so for. */
const PRINCIPALS: Record<string, string> = {
  "execute-api": "apigateway.amazonaws.com",
  events: "events.amazonaws.com",
};

/**
 * Whether a function's resource-based policy lets a service of AWS invoke it: API Gateway or EventBridge.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 * @param called the function, with the version or alias that is asked for.
 * @param sourceArn the ARN of the route, authorizer or rule.
 */
export function isInvokeAllowed(
  { permissions }: Pick<Model, "permissions">,
  called: CalledFunction,
  sourceArn: string,
): boolean {
  const { accountId } = placeOfArn(sourceArn);
  const allows = (permission: LambdaPermission) =>
    permission.functionName === called.functionName &&
    permission.qualifier === qualifierOf(called) &&
    (permission.principal === principalOf(sourceArn) || permission.principal === "*") &&
    compilePattern(permission.action, { foldCase: true }).matches("lambda:InvokeFunction", none) &&
    (permission.sourceAccount ?? accountId) === accountId &&
    matchesArn(permission.sourceArn, sourceArn) &&
    permission.otherConditions.length === 0;
  return permissions.some(allows);
}

/** The aws.lambda.Permission to add to the program. */
export function permissionFor(called: CalledFunction, sourceArn: string): object {
  const qualifier = qualifierOf(called);
  return {
    action: "lambda:InvokeFunction",
    function: called.functionName,
    ...(qualifier !== undefined && { qualifier }),
    principal: principalOf(sourceArn),
    sourceArn,
  };
}

function principalOf(sourceArn: string): string {
  return PRINCIPALS[sourceArn.split(":")[2]!]!;
}

/** A version and an alias have policies of their own, which $LATEST shares with the function. */
function qualifierOf({ qualifier }: CalledFunction): string | undefined {
  return qualifier === "$LATEST" ? undefined : qualifier;
}

function matchesArn(pattern: string | undefined, arn: string): boolean {
  return pattern === undefined || compilePattern(pattern, { reach: "arn" }).matches(arn, none);
}

const none = () => undefined;
