import type { Probe } from "../probe/probe";
import { refused } from "./answered";
import type { Case } from "./case";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-develop-routes.html */
export const MESSAGES: Case[] = [
  {
    name: "message-default-route",
    rows: [],
    run: (probe) => answersTo(probe, ["no JSON"]),
    expected: ['text "$default: no JSON"'],
  },
  {
    name: "message-unknown-route-key",
    rows: [],
    run: (probe) => answersTo(probe, ['{"action":"absent"}']),
    expected: ['text "$default: {\\"action\\":\\"absent\\"}"'],
  },
  {
    name: "message-no-route",
    rows: [],
    run: async (probe) => {
      const wire = await probe.open("busy");
      wire.text("no route");
      return [await wire.next()];
    },
    expected: [
      'text "{\\"message\\": \\"Forbidden\\", \\"connectionId\\":\\"ID\\", \\"requestId\\":\\"ID\\"}"',
    ],
  },
  {
    name: "message-mock",
    rows: [],
    run: (probe) => answersTo(probe, ['{"action":"mock"}']),
    expected: ['text "{\\"mock\\":true}"'],
  },
  {
    name: "message-function-fails",
    rows: [],
    run: (probe) => answersTo(probe, ['{"action":"fail"}']),
    expected: [
      'text "{\\"message\\": \\"Internal server error\\", \\"connectionId\\":\\"CONNECTION\\", \\"requestId\\":\\"ID\\"}"',
    ],
  },
  {
    name: "message-timeout",
    rows: [],
    run: (probe) => answersTo(probe, ['{"action":"slow"}']),
    expected: [
      'text "{\\"message\\": \\"Endpoint request timed out\\", \\"connectionId\\":\\"CONNECTION\\", \\"requestId\\":\\"ID\\"}"',
    ],
  },
  {
    name: "message-no-route-response",
    rows: [],
    // What comes next shows that nothing came before.
    run: (probe) => one(probe, ['{"action":"quiet"}', "after it"]),
    expected: ['text "$default: after it"'],
  },
  {
    name: "message-no-body",
    rows: ["route-response-no-body"],
    run: (probe) => one(probe, ['{"action":"nothing"}', "after it"]),
    expected: ['text "$default: after it"'],
  },
  {
    name: "messages-at-once",
    rows: ["concurrent-messages"],
    run: async (probe) => {
      const wire = await probe.open();
      wire.text('{"action":"late"}');
      wire.text('{"action":"mock"}');
      return [await wire.next(), await wire.next()];
    },
    expected: ['text "{\\"mock\\":true}"', 'text "late: {\\"action\\":\\"late\\"}"'],
  },
  {
    name: "message-throttled",
    rows: ["throttled-message"],
    run: async (probe) => {
      const wire = await untilOpen(probe);
      const count = 20;
      for (let i = 0; i < count; i++) wire.text('{"action":"one"}');
      const frames = [];
      for (let i = 0; i < count; i++) frames.push(await wire.next());
      return kinds(probe, frames);
    },
    expected: [
      'text "{\\"message\\": \\"Too Many Requests\\", \\"connectionId\\":\\"ID\\", \\"requestId\\":\\"ID\\"}"',
      'text "{\\"mock\\":true}"',
    ],
    messages: 40,
  },
  {
    name: "message-stage-limits",
    rows: ["stage-default-limits"],
    run: async (probe) => {
      const wire = await untilOpen(probe);
      // Tokens for one message of each route, or of all.
      await probe.wait(2500);
      wire.text('{"action":"one"}');
      wire.text('{"action":"two"}');
      return kinds(probe, [await wire.next(), await wire.next()]);
    },
    expected: ['text "{\\"mock\\":true}"'],
  },
  {
    name: "handshake-throttled",
    rows: ["throttled-handshake"],
    run: async (probe) => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => probe.handshake("busy")));
      return answers.find(([status]) => status?.includes(" 429 ")) ?? ["none was throttled"];
    },
    expected: [...refused("429 Too Many Requests", 31), '{"message":"Too Many Requests"}'],
    messages: 20,
  },
];

async function answersTo(probe: Probe, messages: string[]): Promise<string[]> {
  const connection = await probe.openKnown();
  for (const message of messages) connection.text(message);
  const frames = [];
  for (let i = 0; i < messages.length; i++) frames.push(await connection.next());
  return frames;
}

/** The first frame after messages that are sent one after the other. */
async function one(probe: Probe, messages: string[]): Promise<string[]> {
  const wire = await probe.open();
  for (const [i, message] of messages.entries()) {
    // Handled at the same time, the later could be answered first.
    if (i > 0) await probe.wait(3000);
    wire.text(message);
  }
  return [await wire.next()];
}

/** Another case may have taken what the stage's limits let through. */
async function untilOpen(probe: Probe) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await probe.open("busy");
    } catch (error) {
      if (attempt === 5) throw error;
      await probe.wait(2500);
    }
  }
}

/** The different frames, in no order: which of many is throttled is chance. */
function kinds(probe: Probe, frames: string[]): string[] {
  // Connection IDs are not known here.
  return [...new Set(probe.masked(frames))].sort();
}
