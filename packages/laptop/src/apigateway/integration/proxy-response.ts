/** How an integration ended. */
export type IntegrationOutcome =
  | { kind: "answered"; statusCode: number; headers: Record<string, string>; body: string }
  | { kind: IntegrationFailure };

export type IntegrationFailure =
  | "functionError"
  /** The function returned something that is not a proxy response. */
  | "malformed"
  /** No permission lets API Gateway invoke the function. */
  | "forbidden"
  | "timeout"
  /** The run leaves out what would answer. */
  | "leftOut";

/**
 * Reads what a function returned.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function readProxyResponse(payload: unknown): IntegrationOutcome {
  if (!isObject(payload)) return { kind: "malformed" };
  const { headers, body, isBase64Encoded } = payload;
  const statusCode = statusOf(payload.statusCode);
  if (statusCode === undefined) return { kind: "malformed" };
  if (body !== undefined && body !== null && typeof body !== "string") return { kind: "malformed" };
  const texts = Object.entries(isObject(headers) ? headers : {}).map(([name, value]) => [
    name,
    String(value),
  ]);
  return {
    kind: "answered",
    statusCode,
    headers: Object.fromEntries(texts) as Record<string, string>,
    body:
      isBase64Encoded === true ? Buffer.from(body ?? "", "base64").toString("utf8") : (body ?? ""),
  };
}

/** A final HTTP status, given as a number or as digits. */
function statusOf(value: unknown): number | undefined {
  const isStatus = /^[2-5]\d\d$/.test(String(value));
  return isStatus && (typeof value === "number" || typeof value === "string")
    ? Number(value)
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
