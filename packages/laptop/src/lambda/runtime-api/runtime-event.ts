/** One event, as the Runtime API hands it out. */
export interface RuntimeEvent {
  requestId: string;
  /** The event, as JSON. */
  payload: string;
  /** When the function times out, in milliseconds since 1970. */
  deadline: number;
  functionArn: string;
  /** For example `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0`. */
  traceId: string;
  /** What the caller sent as X-Amz-Client-Context, decoded. */
  clientContext?: unknown;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next */
export function headersOf(event: RuntimeEvent): Record<string, string | number> {
  const { requestId, payload, deadline, functionArn, traceId, clientContext } = event;
  return {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(payload),
    "Lambda-Runtime-Aws-Request-Id": requestId,
    "Lambda-Runtime-Deadline-Ms": deadline,
    "Lambda-Runtime-Invoked-Function-Arn": functionArn,
    "Lambda-Runtime-Trace-Id": traceId,
    ...(clientContext !== undefined && {
      "Lambda-Runtime-Client-Context": asciiJson(clientContext),
    }),
  };
}

/** A header holds no other characters. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
