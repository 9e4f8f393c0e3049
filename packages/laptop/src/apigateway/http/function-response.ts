import { validateHeaderName, validateHeaderValue } from "node:http";
import type { PayloadFormat } from "../../model/model";

/** What a function answers to a request. */
export interface FunctionResponse {
  status: number;
  /** Names in lower case; a name may be there several times. */
  headers: [name: string, value: string][];
  body: Buffer;
}

/**
 * Reads what a function returned.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response
 * @returns undefined if it is no response of the format.
 */
export function readFunctionResponse(
  payload: unknown,
  format: PayloadFormat,
): FunctionResponse | undefined {
  const isObject = typeof payload === "object" && payload !== null;
  const response = isObject ? (payload as Record<string, unknown>) : {};
  const { statusCode } = response;
  if (statusCode === undefined) {
    // Format 2.0 takes whatever is no response as the body of one.
    return format === "2.0" && payload !== undefined ? inferred(payload) : undefined;
  }
  const status = statusOf(statusCode);
  const { body = "", isBase64Encoded } = response;
  // Unconfirmed [http-body-no-text]: a function's body that is no text gets the status 500 from an HTTP API.
  if (status === undefined || (body !== null && typeof body !== "string")) return undefined;
  const headers = headersOf(response, format);
  if (!headers) return undefined;
  // Unconfirmed [http-invalid-base64]: what is no Base64 in the body of a function that says so is passed over.
  const bytes = Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8");
  const isTyped = headers.some(([name]) => name === "content-type");
  // Unconfirmed [http-no-body]: what an HTTP API answers without a body has no content type.
  if (!isTyped && bytes.length > 0) headers.push(["content-type", "text/plain; charset=utf-8"]);
  return { status, headers, body: bytes };
}

/** @returns undefined if it nests too deep to be written. */
function inferred(payload: unknown): FunctionResponse | undefined {
  const text = typeof payload === "string" ? payload : jsonOf(payload);
  if (text === undefined) return undefined;
  return { status: 200, headers: [["content-type", "application/json"]], body: Buffer.from(text) };
}

/** A final HTTP status, given as a number or as digits. */
function statusOf(value: unknown): number | undefined {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  return /^[2-5]\d\d$/.test(String(value)) ? Number(value) : undefined;
}

/**
 * Unconfirmed [http-invalid-header]: a header of a function that HTTP cannot send, or that is an object or a list, gets the status 500 from an HTTP API.
 * @returns undefined if HTTP cannot send them.
 */
function headersOf(
  { headers, multiValueHeaders, cookies }: Record<string, unknown>,
  format: PayloadFormat,
): [string, string][] | undefined {
  const several = format === "1.0" ? entriesOf(multiValueHeaders) : [];
  const names = new Set(several.map(([name]) => name.toLowerCase()));
  const all: [string, unknown][] = [
    ...entriesOf(headers).filter(([name]) => !names.has(name.toLowerCase())),
    ...several.flatMap(([name, values]) =>
      [values].flat().map((value): [string, unknown] => [name, value]),
    ),
    ...(format === "2.0" && Array.isArray(cookies)
      ? cookies.map((value): [string, unknown] => ["set-cookie", value])
      : []),
  ];
  const given = all.filter(([, value]) => value !== null && value !== undefined);
  if (given.some(([, value]) => typeof value === "object")) return undefined;
  const texts = given.map(([name, value]): [string, string] => [name.toLowerCase(), String(value)]);
  try {
    for (const [name, value] of texts) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return texts;
  } catch {
    return undefined;
  }
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
