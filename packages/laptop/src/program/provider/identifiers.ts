import { createHash } from "node:crypto";
import { arnOf, partitionOf } from "../../shared/aws-names";
import type { Surroundings } from "../project/surroundings";

// Every identifier follows from a URN, so that evaluating the program again gives the same ones.

/** For example `vpc-0123456789abcdef0`. */
export function ec2Id(prefix: string, urn: string): string {
  return `${prefix}-0${digest(urn).slice(0, 16)}`;
}

export function arn(place: Surroundings, service: string, resource: string): string {
  return arnOf(service, place, resource);
}

/** API Gateway's own ARNs name no account. */
export function gatewayArn({ region }: Surroundings, path: string): string {
  return arnOf("apigateway", { region, accountId: "" }, path);
}

/** The ARN of what is in no region. */
export function globalArn(
  { region, accountId }: Surroundings,
  service: string,
  resource: string,
): string {
  return `arn:${partitionOf(region).partition}:${service}::${accountId}:${resource}`;
}

export function invokeArn({ region }: Surroundings, functionArn: string): string {
  const path = `path/2015-03-31/functions/${functionArn}/invocations`;
  return arnOf("apigateway", { region, accountId: "lambda" }, path);
}

/** @param path of the entity; "/" if the program gives none. */
export function iamArn(
  place: Surroundings,
  kind: string,
  name: string,
  path: unknown = "/",
): string {
  return globalArn(place, "iam", `${kind}${String(path)}${name}`);
}

/** `lambda` of `aws:lambda/function:Function`. */
export function serviceOf(type: string): string {
  return type.split(":")[1]?.split("/")[0] ?? "";
}

export function hash(urn: string, length: number): string {
  return BigInt(`0x${digest(urn)}`)
    .toString(36)
    .slice(0, length);
}

export function uuid(urn: string): string {
  return digest(urn).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

function digest(urn: string): string {
  return createHash("sha256").update(urn).digest("hex");
}
