import type { Mutant } from "../mutant";

const SOURCE = "packages/laptop/src";
const TEST = "packages/laptop/test";
const HTTP = "apigateway/http";

/** The neighbours of the socket: HTTP APIs, queues and event source mappings. */
export const httpAndQueuesMutants: Mutant[] = [
  {
    file: `${SOURCE}/${HTTP}/select-route.ts`,
    before: "const byGreed = Number(isGreedy(first.segments)) - Number(isGreedy(second.segments));",
    after: "const byGreed = 0;",
    test: `${TEST}/${HTTP}/select-route.test.ts`,
    breaks: "A greedy route takes requests that have a route of their own.",
  },
  {
    file: `${SOURCE}/${HTTP}/authorization/jwt.ts`,
    before: "return verify(hash, signed, publicKey, signature);",
    after: "return true;",
    test: `${TEST}/${HTTP}/authorization/jwt-authorizer.test.ts`,
    breaks: "Whoever writes a token is let in, whoever signed it.",
  },
  {
    file: `${SOURCE}/${HTTP}/authorization/jwt.ts`,
    before: 'if (!after(claims.exp)) return "the token has expired";',
    after: "",
    test: `${TEST}/${HTTP}/authorization/jwt-authorizer.test.ts`,
    breaks: "A token lets in for ever.",
  },
  {
    file: `${SOURCE}/${HTTP}/authorization/jwt.ts`,
    before: "[claims.aud ?? claims.client_id].flat()",
    after: "[claims.client_id ?? claims.aud].flat()",
    test: `${TEST}/${HTTP}/authorization/jwt-authorizer.test.ts`,
    breaks: "A token for another audience lets in here, and not on AWS.",
  },
  {
    file: `${SOURCE}/${HTTP}/authorization/lambda-authorizer.ts`,
    before: "return isAuthorized ? allowed(context) : refused(FORBIDDEN);",
    after: "return allowed(context);",
    test: `${TEST}/${HTTP}/authorization/lambda-authorizer.test.ts`,
    breaks: "A Lambda authorizer that says no is not heard.",
  },
  {
    file: `${SOURCE}/${HTTP}/authorization/lambda-authorizer.ts`,
    before: "authorizer.id, ...(identity as string[])];",
    after: "authorizer.id];",
    test: `${TEST}/${HTTP}/authorization/lambda-authorizer.test.ts`,
    breaks: "Everyone gets what an authorizer said of somebody else.",
  },
  {
    file: `${SOURCE}/${HTTP}/cors.ts`,
    before: "entry.toLowerCase() === origin.toLowerCase()",
    after: "origin.toLowerCase().startsWith(entry.toLowerCase())",
    test: `${TEST}/${HTTP}/cors.test.ts`,
    breaks: "Pages of an origin that begins like one that is allowed read the answers.",
  },
  {
    file: `${SOURCE}/shared/door.ts`,
    before: "(origin !== undefined && isForPages?.(request) === true)",
    after: "isForPages?.(request) === true",
    test: `${TEST}/shared/door.test.ts`,
    breaks: "Any page calls an HTTP API of this machine with an image.",
  },
  {
    file: `${SOURCE}/sqs/queue-state.ts`,
    before: "redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount",
    after: "redrive !== undefined && message.receiveCount > redrive.maxReceiveCount",
    test: `${TEST}/sqs/standard-queue.test.ts`,
    breaks: "A message is received once more often than on AWS before it is given up.",
  },
  {
    file: `${SOURCE}/sqs/receiving/line-up.ts`,
    before: "return this.isFifo ? groupId! : id;",
    after: "return id;",
    test: `${TEST}/sqs/fifo-queue.test.ts`,
    breaks: "Messages of a group overtake one that is in flight.",
  },
  {
    file: `${SOURCE}/sqs/queue-state.ts`,
    before: "if (known) return { ...content, ...known };",
    after: "",
    test: `${TEST}/sqs/fifo-queue.test.ts`,
    breaks: "A FIFO queue delivers duplicates.",
  },
  {
    file: `${SOURCE}/sqs/queue-state.ts`,
    before:
      "if (this.definition.isFifo && !(isLast && isInFlight(message, this.deps.clock.now())))",
    after: "if (this.definition.isFifo && !isLast)",
    test: `${TEST}/sqs/fifo-queue.test.ts`,
    breaks: "Who was too slow deletes a message of a FIFO queue that others may have.",
  },
  {
    file: `${SOURCE}/model/events/matches.ts`,
    before: "else if (dot > 0) add(",
    after: "else if (dot > 99) add(",
    test: `${TEST}/model/events/matches.test.ts`,
    breaks: "A rule whose pattern joins names with dots gets no event.",
  },
  {
    file: `${SOURCE}/eventbridge/start.ts`,
    before: "if (!isKnown(bus, model))",
    after: "if (false)",
    test: `${TEST}/eventbridge/put-events.test.ts`,
    breaks: "Nobody hears that an event was put on a bus that does not exist.",
  },
  {
    file: `${SOURCE}/iam/policy/queue-policies.ts`,
    before: "(principals.AWS ?? []).some((name) => names.includes(name))",
    after: "true",
    test: `${TEST}/iam/policy/queue-policies.test.ts`,
    breaks: "A queue's policy for others opens it to every function.",
  },
  {
    file: `${SOURCE}/event-sources/poller.ts`,
    before: "if (!failed.has(id)) queue.delete(receiptHandle!);",
    after: "queue.delete(receiptHandle!);",
    test: `${TEST}/event-sources/event-sources.test.ts`,
    breaks: "Messages are lost that a function reports as failed.",
  },
  {
    file: `${SOURCE}/event-sources/event.ts`,
    before: "return ids.every((id) => known.has(id)) ? new Set(ids as string[]) : undefined;",
    after: "return new Set(ids as string[]);",
    test: `${TEST}/event-sources/event-sources.test.ts`,
    breaks: "A report that Lambda does not understand loses the whole batch.",
  },
  {
    file: `${SOURCE}/lambda/asynchronous/asynchronous-invocations.ts`,
    before: "this.#waitingBytes + bytes + OVERHEAD_BYTES > MAX_WAITING_BYTES",
    after: "bytes > MAX_WAITING_BYTES",
    test: "packages/laptop/test/lambda/asynchronous/waiting-bytes.test.ts",
    breaks: "Events that wait to be invoked take memory without bound.",
  },
  {
    file: `${SOURCE}/sqs/errors.ts`,
    before: "    if (!(error instanceof SqsError)) throw error;\n    return error.message;",
    after: "    throw error;",
    test: "packages/laptop/test/sqs/errors.test.ts",
    breaks: "A record that its queue refuses ends the laptop.",
  },
];
