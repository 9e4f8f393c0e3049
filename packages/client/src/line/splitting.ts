import { bytesOf, Max } from "./limits";
import type { WebSocketClass } from "./web-socket";

/**
 * Sends messages of up to 128 KB, in frames of 32 KB. Only `ws` lets a program choose the frames of a message.
 * @param WebSocket that of `ws`.
 */
export function splitting(WebSocket: WebSocketClass): WebSocketClass {
  return class extends WebSocket {
    static readonly maxBytes = Max.MessageBytes;
    override send(text: string): void {
      const frames = framesOf(text);
      for (const [i, frame] of frames.entries())
        super.send(frame, { binary: false, fin: i === frames.length - 1 });
    }
  };
}

/** The frames of a text, at least one. */
function framesOf(text: string): Uint8Array[] {
  const bytes = bytesOf(text);
  const frames: Uint8Array[] = [];
  let at = 0;
  do frames.push(bytes.subarray(at, (at += Max.FrameBytes)));
  while (at < bytes.length);
  return frames;
}
