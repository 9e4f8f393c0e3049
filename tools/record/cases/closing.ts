import { clientFrame } from "pulumi-laptop/test/support/gateway/raw-connection";
import type { Probe } from "../probe/probe";
import type { Case } from "./case";

const MINUTE_MS = 60_000;

/** What ends a connection. */
export const CLOSING: Case[] = [
  {
    name: "close-echoed",
    rows: [],
    run: (probe) =>
      after(
        probe,
        clientFrame(8, Buffer.concat([Buffer.from([0x10, 0xe1]), Buffer.from("bored")])),
      ),
    expected: ['close 4321 "bored"'],
  },
  {
    name: "close-without-code",
    rows: [],
    run: (probe) => after(probe, clientFrame(8, "")),
    expected: ['close ""'],
  },
  {
    name: "close-after-binary",
    rows: [],
    run: (probe) => after(probe, clientFrame(2, "hello")),
    expected: ['close 1003 "Binary is not supported"'],
  },
  {
    name: "close-after-text-not-utf8",
    rows: ["broken-frames"],
    run: (probe) => after(probe, clientFrame(1, Buffer.from([0x61, 0xff]))),
    expected: ['close 1007 ""'],
  },
  {
    name: "close-after-reserved-opcode",
    rows: ["broken-frames"],
    run: (probe) => after(probe, clientFrame(3, "hello")),
    expected: ['close 1002 ""'],
  },
  {
    name: "close-after-unmasked-frame",
    rows: ["broken-frames"],
    run: (probe) => after(probe, Buffer.from([0x81, 0x01, 0x61])),
    expected: ['close 1002 ""'],
  },
  {
    name: "close-after-large-frame",
    rows: ["too-big-reason"],
    run: (probe) => after(probe, clientFrame(1, "x".repeat(32_769))),
    expected: ['close 1009 "Message too big"'],
  },
  {
    name: "close-after-large-message",
    rows: ["too-big-reason"],
    run: async (probe) => {
      const wire = await probe.open();
      wire.text("x".repeat(131_073));
      return [await wire.next()];
    },
    expected: ['close 1009 "Message too big"'],
    messages: 5,
  },
  {
    name: "ping-answered",
    rows: ["ping"],
    run: (probe) => after(probe, clientFrame(9, "are you there")),
    expected: ['pong "are you there"'],
  },
  {
    name: "close-after-ten-idle-minutes",
    rows: [],
    slowMs: 11 * MINUTE_MS,
    run: async (probe) => {
      const wire = await probe.open();
      await probe.wait(11 * MINUTE_MS);
      return [await wire.next()];
    },
    expected: ['close 1001 "Going away"'],
  },
  {
    name: "ping-counts-as-traffic",
    rows: ["ping"],
    slowMs: 14 * MINUTE_MS,
    run: async (probe) => {
      const wire = await probe.open();
      await probe.wait(7 * MINUTE_MS);
      wire.write(clientFrame(9, "still there"));
      const pong = await wire.next();
      await probe.wait(7 * MINUTE_MS);
      wire.text('{"action":"mock"}');
      return [pong, await wire.next()];
    },
    expected: ['pong "still there"', 'text "{\\"mock\\":true}"'],
  },
  {
    name: "close-after-two-hours",
    rows: ["two-hours"],
    slowMs: 125 * MINUTE_MS,
    run: async (probe) => {
      const wire = await probe.open();
      for (let minutes = 0; minutes < 125; minutes += 5) {
        await probe.wait(5 * MINUTE_MS);
        wire.text('{"action":"mock"}');
        const frame = await wire.next();
        if (!frame.startsWith("text ")) return [frame];
      }
      return ["open after 125 minutes"];
    },
    expected: ['close 1001 "Going away"'],
    messages: 60,
  },
];

/** The frame that answers bytes. */
async function after(probe: Probe, bytes: Buffer): Promise<string[]> {
  const wire = await probe.open();
  wire.write(bytes);
  return [await wire.next()];
}
