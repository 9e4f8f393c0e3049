import { deepEqual, equal, ok } from "node:assert/strict";
import { textFrames } from "../../../src/apigateway/message/text-frames";

const MAX_PAYLOAD_BYTES = 32 * 1024;

interface Frame {
  fin: boolean;
  opcode: number;
  payload: Buffer;
}

/** Frames without masks, by https://datatracker.ietf.org/doc/html/rfc6455#section-5.2 */
function framesIn(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length;) {
    const [first, second] = [bytes[at]!, bytes[at + 1]!];
    ok(second < 127, "no frame is masked or has a length of 64 bits");
    const isLong = second === 126;
    const from = at + (isLong ? 4 : 2);
    const end = from + (isLong ? bytes.readUInt16BE(at + 2) : second);
    ok(end <= bytes.length, "a frame is whole");
    frames.push({
      fin: first >= 0x80,
      opcode: first & 0x7f,
      payload: bytes.subarray(from, end),
    });
    at = end;
  }
  return frames;
}

describe("the frames of a text message", () => {
  for (const length of [0, 1, 125, 126, 65_535 - MAX_PAYLOAD_BYTES, 128 * 1024]) {
    it(`hold ${length} characters in frames of at most 32 KB`, () => {
      const text = "é".repeat(length);
      const frames = framesIn(textFrames(text));
      equal(Buffer.concat(frames.map(({ payload }) => payload)).toString("utf8"), text);
      equal(frames.length, Math.max(1, Math.ceil(Buffer.byteLength(text) / MAX_PAYLOAD_BYTES)));
      for (const [i, { fin, opcode, payload }] of frames.entries()) {
        deepEqual([fin, opcode], [i === frames.length - 1, i === 0 ? 0x1 : 0x0]);
        ok(payload.length <= MAX_PAYLOAD_BYTES);
      }
    });
  }

  it("are those of this message, and not of the last one", () => {
    const bytes = ["a", "b", "a"].map((text) => textFrames(text).toString("latin1"));
    deepEqual(bytes, ["\x81\x01a", "\x81\x01b", "\x81\x01a"]);
  });
});
