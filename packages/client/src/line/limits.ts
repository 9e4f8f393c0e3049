import { ClientError } from "../client-error";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
export const MAX_MESSAGE_BYTES = 131_072;
export const MAX_FRAME_BYTES = 32_768;

/**
 * API Gateway closes a connection on which a larger message or frame comes.
 * @param prototype of the WebSocket: only `ws` lets a program choose the frames of a message.
 * @throws ClientError if the text is too big.
 */
export function checkSize(text: string, prototype?: object): void {
  const bytes = bytesOf(text).length;
  const limit =
    "terminate" in (prototype ?? { terminate: 1 }) ? MAX_MESSAGE_BYTES : MAX_FRAME_BYTES;
  if (bytes <= limit) return;
  throw new ClientError("too-big", `Message has ${bytes} bytes; at most ${limit} can be sent.`);
}

/** The frames of a text, at least one. */
export function framesOf(text: string): Uint8Array[] {
  const bytes = bytesOf(text);
  const frames: Uint8Array[] = [];
  let at = 0;
  do frames.push(bytes.subarray(at, (at += MAX_FRAME_BYTES)));
  while (at < bytes.length);
  return frames;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
