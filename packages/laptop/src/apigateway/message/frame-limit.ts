import type { Duplex } from "node:stream";
import { MAX_FRAME_BYTES, MAX_MESSAGE_BYTES } from "../limits";

/** The state of the frame that is being read. */
interface Progress {
  header: number[];
  payloadLeft: number;
}

/**
 * Watches the frames that arrive on a socket (RFC 6455, section 5.2). `ws` limits messages only, and
 * API Gateway limits frames too. Calls back once, before the frame that is too large is read.
 */
export function limitFrames(socket: Duplex, onTooBig: () => void): void {
  const progress: Progress = { header: [], payloadLeft: 0 };
  let messageBytes = 0;
  const onData = (chunk: Buffer) => {
    for (let at = 0; at < chunk.length;) {
      if (progress.payloadLeft > 0) {
        const skipped = Math.min(progress.payloadLeft, chunk.length - at);
        progress.payloadLeft -= skipped;
        at += skipped;
        continue;
      }
      progress.header.push(chunk[at++]!);
      const frame = parseHeader(progress.header);
      if (!frame) continue;
      progress.header = [];
      progress.payloadLeft = frame.payloadBytes;
      if (!frame.isControl)
        messageBytes = (frame.isContinuation ? messageBytes : 0) + frame.payloadBytes;
      if (frame.payloadBytes > MAX_FRAME_BYTES || messageBytes > MAX_MESSAGE_BYTES) {
        socket.off("data", onData);
        return onTooBig();
      }
    }
  };
  socket.prependListener("data", onData);
}

/** Parses the header of a frame. @returns undefined until all its bytes have arrived. */
function parseHeader(header: number[]) {
  const [first, second] = header;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const maskBytes = second & 0x80 ? 4 : 0;
  if (header.length < 2 + lengthBytes + maskBytes) return undefined;
  const extended = header.slice(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
  const opcode = first & 0x0f;
  return {
    payloadBytes: lengthBytes > 0 ? extended : short,
    isControl: opcode >= 8,
    isContinuation: opcode === 0,
  };
}
