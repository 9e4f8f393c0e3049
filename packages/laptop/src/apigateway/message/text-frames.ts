import { MAX_FRAME_BYTES } from "../limits";

/** The last message with its frames: a broadcast posts one to everyone. */
let last = { text: "", frames: framesOf("") };

/**
 * A text message as WebSocket connections get it, in frames as large as the other end's own may be.
 * https://datatracker.ietf.org/doc/html/rfc6455#section-5.2
 */
export function textFrames(text: string): Buffer {
  if (text !== last.text) last = { text, frames: framesOf(text) };
  return last.frames;
}

function framesOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  // Unconfirmed: the size of the frames of a large message to a connection; here 32 KB.
  for (let at = 0, end; at === 0 || at < bytes.length; at = end) {
    end = at + MAX_FRAME_BYTES;
    const payload = bytes.subarray(at, end);
    parts.push(frameHead(payload.length, at === 0, end >= bytes.length), payload);
  }
  return Buffer.concat(parts);
}

/** What goes before the payload of a frame that is not masked. */
function frameHead(length: number, isFirst: boolean, isLast: boolean): Buffer {
  const [continuation, text, fin] = [0x0, 0x1, 0x80];
  const opcode = (isFirst ? text : continuation) | (isLast ? fin : 0);
  if (length < 126) return Buffer.from([opcode, length]);
  return Buffer.from([opcode, 126, length >> 8, length & 0xff]);
}
