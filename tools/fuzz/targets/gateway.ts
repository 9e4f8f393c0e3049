import assert from "node:assert/strict";
import fc from "fast-check";
import { connectTo } from "pulumi-laptop/test/support/connection";
import { startTestGateway } from "pulumi-laptop/test/support/gateway/gateway";
import {
  handshakeText,
  openRaw,
  type RawConnection,
} from "pulumi-laptop/test/support/gateway/raw-connection";
import type { Attack, Target } from "../target";

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

/** Frames, in the pieces in which they arrive, in hexadecimal. */
const pieces = fc
  .tuple(fc.array(frame, { maxLength: 6 }), fc.integer({ min: 1, max: 64 }))
  .map(([frames, size]) => piecesOf(Buffer.concat(frames), size));

/** A handshake, a request to the management API or to a stage, with some bytes replaced; or random bytes. */
const request = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map(hexOf),
  fc
    .tuple(
      fc.constantFrom(
        handshakeText("/dev"),
        handshakeText("/%2e%2e/dev?a=%zz&&="),
        managementText("POST"),
        managementText("DELETE"),
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
      ),
      fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { maxLength: 5 }),
    )
    .map(([text, changes]) => {
      const bytes = Buffer.from(text, "latin1");
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return hexOf(bytes);
    }),
);

/** Frames on an open connection: it answers in form, and its $disconnect is told a code. */
export const frames: Target<string[]> = {
  input: pieces,
  start: () =>
    startAttack(async (gateway, pieces) => {
      const raw = await openRaw(gateway.host);
      raw.write(handshakeText("/dev"));
      await raw.head();
      const { connectionId } = gateway.events.at(-1)!.requestContext;
      const disconnected = gateway.until("apigateway.disconnect", { connectionId });
      for (const piece of pieces) raw.write(Buffer.from(piece, "hex"));
      raw.end();
      await answersInForm(raw);
      const code = Number((await disconnected).code);
      assert.ok(code >= 1000 && code < 5000, `$disconnect was told ${code}.`);
    }),
};

/** Bytes on a new connection: handshakes, HTTP and the management API. The gateway closes it. */
export const requests: Target<string> = {
  input: request,
  start: () =>
    startAttack(async (gateway, bytes) => {
      const raw = await openRaw(gateway.host);
      raw.write(Buffer.from(bytes, "hex"));
      raw.end();
      await raw.closed;
    }),
};

type Gateway = Awaited<ReturnType<typeof startTestGateway>>;

async function startAttack<Input>(
  attempt: (gateway: Gateway, input: Input) => Promise<void>,
): Promise<Attack<Input>> {
  const gateway = await startTestGateway({ serverOptions: { keepAliveTimeout: 1 } });
  return {
    async attempt(input) {
      gateway.clock.advance(1000);
      await attempt(gateway, input);
    },
    async close() {
      gateway.clock.advance(1000);
      await (await connectTo(gateway.url)).close();
      await gateway.close();
      assert.equal(gateway.clock.timers, 0, "A timer is left: so is a connection.");
    },
  };
}

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
  const isLast = close < 0 || close === opcodes.length - 1;
  assert.ok(isLast, `Frames follow the Close: ${opcodes.join()}.`);
}

function managementText(method: string): string {
  const path = "/dev/@connections/gbgBcu-0TQAYKEhFmA%3D%3D";
  return `${method} ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi`;
}

function piecesOf(bytes: Buffer, size: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(hexOf(bytes.subarray(at, at + size)));
  return pieces;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
