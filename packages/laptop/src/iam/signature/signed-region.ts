import type { Model } from "../../model/model";
import { placeOfArn } from "../../shared/aws-names";
import type { SignedRequest } from "../access/access";

/** The region that a request is signed for, in its header or its query; undefined if it is not signed. */
export function signedRegion({ url, headers }: Pick<SignedRequest, "url" | "headers">) {
  const header = [headers.authorization ?? []].flat()[0];
  const [, inHeader] = /Credential=[^/,\s]+\/\d+\/([^/,\s]+)\//.exec(header ?? "") ?? [];
  if (inHeader !== undefined) return inHeader;
  const credential = url.includes("X-Amz-Credential=")
    ? new URL(url, "http://localhost").searchParams.get("X-Amz-Credential")
    : undefined;
  return credential?.split("/")[2];
}

/** The regions that the program's APIs, functions and tables are in: one, unless it has several providers. */
export function regionsOf({
  region,
  apis,
  httpApis,
  functions,
  tables,
  queues,
}: Model): Set<string> {
  const arns = [
    ...[...apis, ...httpApis].map(({ executionArn }) => executionArn),
    ...functions.map(({ arn }) => arn),
    ...[...tables, ...queues].map(({ arn }) => arn),
  ];
  return new Set([region, ...arns.map((arn) => placeOfArn(arn).region)]);
}
