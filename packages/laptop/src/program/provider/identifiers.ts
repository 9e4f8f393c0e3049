import { createHash } from "node:crypto";
import type { Surroundings } from "../project/surroundings";

// Every identifier follows from a URN, so that evaluating the program again gives the same ones.

/** For example `vpc-0123456789abcdef0`. */
export function ec2Id(prefix: string, urn: string): string {
  return `${prefix}-0${digest(urn).slice(0, 16)}`;
}

export function arn(
  { region, accountId }: Surroundings,
  service: string,
  resource: string,
): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

export function invokeArn({ region }: Surroundings, functionArn: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

/** @param path of the entity; "/" if the program gives none. */
export function iamArn(
  { accountId }: Surroundings,
  kind: string,
  name: string,
  path: unknown = "/",
): string {
  return `arn:aws:iam::${accountId}:${kind}${String(path)}${name}`;
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
