import assert from "node:assert/strict";
import fc from "fast-check";
import { connectTo } from "../support/connection";
import { startTestGateway, type TestGateway } from "../support/gateway/gateway";
import { handshakeText, openRaw, type RawConnection } from "../support/gateway/raw-connection";

const RUNS = 300;

/** Malformed frames: any bits, wrong lengths, masks or none. RFC 6455, section 5.2. */
const frame = fc
  .record({
    first: fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0x81, 0x01, 0x80, 0x88, 0x89, 0x8a),
    ),
    isMasked: fc.boolean(),
    payload: fc.uint8Array({ maxLength: 200 }),
    lie: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer() }),
  })
  .map(({ first, isMasked, payload, lie }) => {
    const length = Buffer.alloc(9);
    length[0] = (isMasked ? 0x80 : 0) | 127;
    length.writeBigUInt64BE(BigInt.asUintN(64, BigInt(payload.length + lie)), 1);
    const short = Buffer.from([(isMasked ? 0x80 : 0) | payload.length]);
    const isShort = lie === 0 && payload.length < 126;
    const mask = Buffer.alloc(isMasked ? 4 : 0);
    return Buffer.concat([Buffer.from([first]), isShort ? short : length, mask, payload]);
  });

/** Bytes on a connection, in the pieces in which they arrive. */
const stream = fc
  .tuple(fc.array(frame, { maxLength: 6 }), fc.integer({ min: 1, max: 64 }))
  .map(([frames, size]) => piecesOf(Buffer.concat(frames), size));

/** A handshake with some bytes replaced, or random bytes. */
const request = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(
      fc.constantFrom(handshakeText("/dev"), handshakeText("/%2e%2e/dev?a=%zz&&="), management()),
      fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { maxLength: 5 }),
    )
    .map(([text, changes]) => {
      const bytes = Buffer.from(text, "latin1");
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes;
    }),
);

describe("The gateway survives whatever is written to it:", () => {
  let gateway: TestGateway;

  beforeEach(async () => {
    gateway = await startTestGateway({ serverOptions: { keepAliveTimeout: 1 } });
  });
  afterEach(async () => {
    gateway.clock.advance(1000);
    await (await connectTo(gateway.url)).close();
    await gateway.close();
    // No timers: no connection is left.
    assert.equal(gateway.clock.timers, 0);
  });

  it("frames", async () => {
    const property = fc.asyncProperty(stream, async (pieces) => {
      gateway.clock.advance(1000);
      const raw = await openRaw(gateway.host);
      raw.write(handshakeText("/dev"));
      await raw.head();
      const { connectionId } = gateway.events.at(-1)!.requestContext;
      const disconnected = gateway.until("apigateway.disconnect", { connectionId });
      for (const piece of pieces) raw.write(piece);
      raw.end();
      await answersInForm(raw);
      const code = Number((await disconnected).code);
      assert.ok(code >= 1000 && code < 5000, `$disconnect was told ${code}.`);
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  it("requests", async () => {
    const property = fc.asyncProperty(request, async (bytes) => {
      gateway.clock.advance(1000);
      const raw = await openRaw(gateway.host);
      raw.write(bytes);
      raw.end();
      await raw.closed;
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

/** Reads until the end: text, pongs and at most one Close, none of them masked or with reserved bits. */
async function answersInForm(raw: RawConnection): Promise<void> {
  const opcodes: number[] = [];
  for (;;) {
    const answer = await raw.frame().catch((error: Error) => error);
    if (answer instanceof Error) {
      assert.equal(answer.message, 'Ended after "".');
      break;
    }
    opcodes.push(answer.opcode);
    assert.ok(answer.fin && [1, 8, 10].includes(answer.opcode), `Opcode ${answer.opcode}.`);
  }
  const close = opcodes.indexOf(8);
  assert.ok(
    close < 0 || close === opcodes.length - 1,
    `Frames follow the Close: ${opcodes.join()}.`,
  );
}

function management(): string {
  const path = "/dev/@connections/gbgBcu-0TQAYKEhFmA%3D%3D";
  return `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi`;
}

function piecesOf(bytes: Buffer, size: number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}
