import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { ScanCommandInput, ScanCommandOutput } from "@aws-sdk/client-dynamodb";
import { environmentCredentials } from "../../management/post-to-connections";
import { serviceEndpoint } from "../../management/service-endpoint";
import { requestSigner } from "../../management/sign-request";

/** A page of a table whose items have no binary attributes. */
export type ScanPage = Pick<ScanCommandOutput, "Items" | "LastEvaluatedKey">;

const TIMEOUT_MS = 3000;

/**
 * Reads pages of tables without the SDK, which takes twice the CPU and more for a page of 100 connections.
 * Nothing is repeated, and no error is told.
 * @returns undefined for whatever is not a page, or comes later than `timeoutMs`: the SDK may try.
 */
export function dynamoScan(
  timeoutMs = TIMEOUT_MS,
): (input: ScanCommandInput) => Promise<ScanPage | undefined> {
  const endpoint = serviceEndpoint("dynamodb");
  const request = endpoint.protocol === "https:" ? requestHttps : requestHttp;
  const { host, pathname } = endpoint;
  const region = process.env.AWS_REGION ?? "";
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.Scan",
  };
  return (input) =>
    new Promise((resolve) => {
      const body = JSON.stringify(input);
      const common = { service: "dynamodb", region, host, headers, body };
      const signer = requestSigner(common, environmentCredentials(), Date.now());
      const signed = Object.fromEntries(signer.headers);
      const options = {
        method: "POST",
        headers: { ...signed, authorization: signer.authorization(pathname) },
        signal: AbortSignal.timeout(timeoutMs),
      };
      const sent = request(endpoint, options, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => (text += part));
        response.on("error", () => undefined);
        response.on("close", () => {
          const isPage = response.complete && response.statusCode === 200;
          resolve(isPage ? readPage(text) : undefined);
        });
      });
      sent.on("error", () => resolve(undefined)).end(body);
    });
}

function readPage(text: string): ScanPage | undefined {
  try {
    return JSON.parse(text) as ScanPage;
  } catch {
    return undefined;
  }
}
