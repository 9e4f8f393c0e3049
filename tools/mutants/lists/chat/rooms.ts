import type { Mutant } from "../../mutant";

const SEAM = "examples/rooms/test/seam.property.test.ts";
const HISTORY = "examples/rooms/test/history.test.ts";

/** examples/rooms: what a room promises to whoever comes, stays and comes back. */
export const roomMutants: Mutant[] = [
  {
    file: "examples/rooms/history.ts",
    before: "    if (!entry) {\n      entry = { sequence, keptUntilMs };",
    after: "    if (!entry) continue;\n    if (!entry) {\n      entry = { sequence, keptUntilMs };",
    test: SEAM,
    title: "in memory",
    breaks: "A function that dies in the middle leaves a number that everyone waits for.",
  },
  {
    file: "examples/rooms/history.ts",
    before: "if (before !== undefined) return earlier(log, place, before, []);",
    after: "",
    test: HISTORY,
    breaks: "What is said again because no answer came leaves holes in the numbers.",
  },
  {
    file: "examples/rooms/history.ts",
    before: "    ({ keptUntilMs } = entry);\n",
    after: "",
    test: HISTORY,
    breaks: "Messages that are no longer kept are told as numbers that never had one.",
  },
  {
    file: "examples/rooms/history.ts",
    before: "found[0]?.sequence === since ||",
    after: "found.length > 0 ||",
    test: HISTORY,
    breaks: "Whoever was away for long is not told that messages are gone.",
  },
  {
    file: "examples/rooms/stores/memory/memory-room-log.ts",
    before: 'if (entries.has(sequence)) return "taken";',
    after: "",
    test: SEAM,
    title: "in memory",
    breaks: "Two members see different messages under one number.",
  },
  {
    file: "examples/rooms/stores/dynamodb/dynamo-room-log.ts",
    before: 'if (codes[1] === "ConditionalCheckFailed") return "repeated";',
    after: "",
    test: "examples/rooms/test/dynamo-room-store.test.ts",
    title: "keeps what a sender has said by an ID once",
    breaks: "A message that was sent twice at once is in the room twice.",
  },
  {
    file: "examples/rooms/stores/dynamodb/dynamo-members.ts",
    before: 'FilterExpression: "expiresAt > :now",',
    after: 'FilterExpression: "expiresAt > :now OR expiresAt <= :now",',
    test: "examples/rooms/test/dynamo-room-store.test.ts",
    title: "does not list a connection whose $disconnect was lost",
    breaks: "People who left long ago are shown as present.",
  },
  {
    file: "examples/rooms/routes/say.ts",
    before: "if (!(await store.member(place, sender))) return notMember(room);",
    after: "",
    test: "examples/rooms/rooms.test.ts",
    title: "refuses with the ID of the request",
    breaks: "Anyone speaks in rooms that the program does not let them enter.",
  },
  {
    file: "examples/rooms/routes/presence.ts",
    before: "members.some((other) => userOf(other) === user)) return;",
    after: "false) return;",
    test: "examples/rooms/rooms.test.ts",
    title: "says nothing of a user who comes by a second connection",
    breaks: "A user who changes from one connection to the next seems to leave.",
  },
];
