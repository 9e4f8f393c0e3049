/** What API Gateway closes a connection for, if more comes. */
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
export const enum Max {
  MessageBytes = 131_072,
  FrameBytes = 32_768,
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
