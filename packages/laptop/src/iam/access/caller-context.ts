import { placeOfArn } from "../../shared/aws-names";
import { signedRegion } from "../signature/signed-region";
import type { ConditionValues, SignedRequest } from "./access";
import type { IssuedCredentials } from "./credentials";
import type { Context } from "../policy/glob";
import type { LambdaFunction, Model, Role } from "../../model/model";

export interface Caller {
  credentials: IssuedCredentials;
  role: Role;
  /** The function that the credentials were issued to. */
  function: LambdaFunction | undefined;
  /** The name of the session, which is the function's. */
  sessionName: string;
}

/** `arn:${partition}:sts::123456789012:assumed-role/ROLE/FUNCTION` */
export function callerArn({ role, sessionName }: Caller): string {
  const { partition, accountId } = placeOfArn(role.arn);
  return `arn:${partition}:sts::${accountId}:assumed-role/${role.name}/${sessionName}`;
}

/**
 * The condition keys of a function's call.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function callerContext(
  caller: Caller,
  model: Model,
  nowMs: number,
  request?: SignedRequest,
  values?: ConditionValues | (() => ConditionValues),
): Context {
  const { role, credentials } = caller;
  let service: Map<string, string[]> | undefined;
  const fromService = (key: string) => {
    service ??= lowerCaseKeys(typeof values === "function" ? values() : values);
    return service.get(key);
  };
  return (key) => {
    switch (key) {
      case "aws:currenttime":
        return [isoTime(nowMs)];
      case "aws:epochtime":
        return [String(Math.floor(nowMs / 1000))];
      case "aws:tokenissuetime":
        return [isoTime(credentials.issuedAtMs)];
      case "aws:principalarn":
        return [role.arn];
      case "aws:principalaccount":
        return [placeOfArn(role.arn).accountId];
      case "aws:resourceaccount":
        return [model.accountId];
      case "aws:principaltype":
        return ["AssumedRole"];
      case "aws:userid":
        return [`${role.uniqueId}:${caller.sessionName}`];
      case "aws:requestedregion":
        return [(request && signedRegion(request)) ?? model.region];
      // AWS only answers over TLS, so a policy that requires it must allow the call here too.
      case "aws:securetransport":
        return ["true"];
      case "aws:viaawsservice":
      case "aws:principalisawsservice":
        return ["false"];
      case "aws:useragent":
        return textOf(request?.headers["user-agent"]);
      case "lambda:sourcefunctionarn":
        return caller.function && [caller.function.arn];
    }
    if (key.startsWith("aws:principaltag/")) return tagOf(role, key.slice(key.indexOf("/") + 1));
    return fromService(key);
  };
}

function lowerCaseKeys(values: ConditionValues = {}): Map<string, string[]> {
  return new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
}

/** Tag keys are not case-sensitive in policies. */
function tagOf({ tags }: Role, name: string): string[] | undefined {
  const key = Object.keys(tags).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : [tags[key]!];
}

function textOf(header: string | string[] | undefined): string[] | undefined {
  return header === undefined ? undefined : [[header].flat().join(",")];
}

/** `2026-09-25T00:00:00Z` */
function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
