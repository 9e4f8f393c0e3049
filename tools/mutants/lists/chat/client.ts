import type { Mutant } from "../../mutant";

const SOURCE = "packages/client/src";
const LINE = `${SOURCE}/line/line.ts`;
const ORDER = `${SOURCE}/rooms/order.ts`;
const DOUBLES = `${SOURCE}/messages/doubles.ts`;
const TEST = "packages/client/test";
const CONNECT = `${TEST}/connect.test.ts`;
const LIVENESS = `${TEST}/line/liveness.test.ts`;
const SWAP = `${TEST}/line/swap.test.ts`;
const SEND = `${TEST}/messages/send.test.ts`;
const ROOMS = `${TEST}/rooms/order.test.ts`;

/** What keeps a connection alive, and its messages each once and in order. */
export const clientMutants: Mutant[] = [
  {
    file: LINE,
    before: "random() * Math.min(Ms.MaxDelay, Ms.Second * 2 ** failed++)",
    after: "Math.min(Ms.MaxDelay, Ms.Second * 2 ** failed++)",
    test: CONNECT,
    breaks: "After a cut of many connections, all of them come back at the same moment.",
  },
  {
    file: LINE,
    before: "Math.min(Ms.MaxDelay, Ms.Second * 2 ** failed++)",
    after: "(Ms.Second * 2 ** failed++)",
    test: CONNECT,
    breaks: "After a night without a network, nobody connects for days.",
  },
  {
    file: LINE,
    before: "if (now() - link.openedAt >= Ms.Minute) failed = 0;",
    after: "failed = 0;",
    test: CONNECT,
    breaks: "A service that accepts connections and cuts them at once is asked every second.",
  },
  {
    file: LINE,
    before: "if (link.due < Infinity || isAwaited(link)) return;",
    after: "",
    test: SWAP,
    breaks: "A connection is closed before the next one is known to work.",
  },
  {
    file: LINE,
    before: "< Ms.Drain && isAwaited(current ?? link)",
    after: "< Ms.Drain && current && isAwaited(current)",
    test: `${TEST}/rooms/rejoin.test.ts`,
    breaks: "What waited for the connection is refused, because the room is not joined again yet.",
  },
  {
    file: LINE,
    before: "hasTwo: () => now() < twoUntil,",
    after: "hasTwo: () => false,",
    test: SWAP,
    breaks: "During a swap, messages without an ID are delivered twice.",
  },
  {
    file: LINE,
    before: "Ping = 540_000",
    after: "Ping = 660_000",
    test: LIVENESS,
    breaks: "API Gateway closes a connection on which nothing is sent for ten minutes.",
  },
  {
    file: LINE,
    before: "link.due = Math.min(link.due, now() + Ms.Pong);",
    after: "",
    test: LIVENESS,
    breaks: "A dead connection is taken for one that lives, for hours.",
  },
  {
    file: DOUBLES,
    before: "ids.add(id);",
    after: "",
    test: SEND,
    breaks: "A message that the service sends again is delivered again.",
  },
  {
    file: DOUBLES,
    before: "(owed[0] ?? link) !== link",
    after: "owed.length > 0",
    test: SWAP,
    breaks: "Who says the same twice during a swap is heard once.",
  },
  {
    file: ORDER,
    before: "(room.held.size < MAX_KEPT || sequence === room.at + 1)",
    after: "true",
    test: ROOMS,
    breaks: "While one message is missing, those after it fill the memory.",
  },
  {
    file: ORDER,
    before: "room.latest > room.at || room.tries > 0",
    after: "false",
    test: ROOMS,
    breaks: "A message that got lost is never asked for, and holds up all that follow.",
  },
  {
    file: ORDER,
    before: 'else if (start > room.at) skip(name, room, start, "expired");',
    after: "",
    test: ROOMS,
    breaks: "Nobody is told of messages that the history has no more.",
  },
  {
    file: `${SOURCE}/connect.ts`,
    before: "if (requests.size() >= buffer)",
    after: "if (requests.size() > 1e9)",
    test: SEND,
    breaks: "A page that is away for long keeps messages until its memory is full.",
  },
  {
    file: `${SOURCE}/line/limits.ts`,
    before: "FrameBytes = 32_768,",
    after: "FrameBytes = 40_960,",
    test: SEND,
    breaks: "API Gateway closes the connection, because a frame is too large.",
  },
  {
    file: `${SOURCE}/messages/requests.ts`,
    before: "request.link = undefined;",
    after: "",
    test: SEND,
    breaks: "A message is lost that was on its way when the connection was cut.",
  },
];
