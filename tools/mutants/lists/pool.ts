import type { Mutant } from "../mutant";

const SOURCE = "packages/laptop/src/lambda/pool";
const TEST = "packages/laptop/test/lambda/pool";

/** How the events of many connections share the environments, and this machine. */
export const poolMutants: Mutant[] = [
  {
    file: `${SOURCE}/backlog.ts`,
    before: " && this.#isAlone(sender)",
    after: "",
    test: `${TEST}/backlog.test.ts`,
    breaks: "A flood of one connection takes the processors from others.",
  },
  {
    file: `${SOURCE}/backlog.ts`,
    before: "if (sender !== this.#last.sender) this.#lastOfOthers = this.#last.at;",
    after: "",
    test: `${TEST}/backlog.test.ts`,
    breaks: "A flood has the machine for itself after each of its own messages.",
  },
  {
    file: `${SOURCE}/backlog.ts`,
    before: "if (seemsToWait(worker, beganAt)) this.end(worker);",
    after: "void [worker, beganAt];",
    test: `${TEST}/backlog.test.ts`,
    breaks: "While a function waits, its connection's next message is not handled.",
  },
  {
    file: `${SOURCE}/computing.ts`,
    before: "isServiceBusy() ? 1 : environment.activity()",
    after: "environment.activity()",
    test: `${TEST}/computing.test.ts`,
    breaks: "While the service is busy, events that wait for its answers do not count.",
  },
  {
    file: `${SOURCE}/fair-queue.ts`,
    before: "    this.#bySender.delete(item.sender);\n",
    after: "",
    test: `${TEST}/fair-queue.test.ts`,
    breaks: "Someone who sends a lot is always first in the queue.",
  },
];
