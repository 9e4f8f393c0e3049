import { deepEqual, equal } from "node:assert/strict";
import { LineUp } from "../../../src/sqs/receiving/line-up";
import type { StoredMessage } from "../../../src/sqs/stored-message";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html */
describe("The line-up of a queue", () => {
  let place = 0;
  const message = (groupId: string, visibleAtMs = 0) =>
    ({ id: `m${++place}`, place, groupId, visibleAtMs }) as StoredMessage;
  const fill = (isFifo: boolean, messages: StoredMessage[]) => {
    const lineUp = new LineUp(isFifo);
    for (const each of messages) lineUp.add(each);
    return lineUp;
  };
  const take = (lineUp: LineUp, nowMs: number) => {
    const ids: string[] = [];
    for (let next = lineUp.next(nowMs); next; next = lineUp.next(nowMs)) {
      ids.push(next.id);
      lineUp.delete(next);
    }
    return ids;
  };
  beforeEach(() => (place = 0));

  it("gives the oldest first, and passes over what is hidden, in a standard queue", () => {
    const lineUp = fill(false, [message("a"), message("a", 10), message("a")]);
    equal(lineUp.nextChangeMs(5), 10);
    deepEqual(take(lineUp, 5), ["m1", "m3"]);
    deepEqual(take(lineUp, 10), ["m2"]);
    equal(lineUp.nextChangeMs(10), Infinity);
  });

  it("holds back a group behind its first message in a FIFO queue, and no other group", () => {
    const messages = [message("a", 10), message("b"), message("a"), message("b"), message("c")];
    const lineUp = fill(true, messages);
    deepEqual(take(lineUp, 5), ["m2", "m4", "m5"]);
    deepEqual(take(lineUp, 10), ["m1", "m3"]);
  });

  it("lets a group go on when its first message is deleted", () => {
    const [first, second] = [message("a", 10), message("a")];
    const lineUp = fill(true, [first, second]);
    equal(lineUp.next(5), undefined);
    lineUp.delete(first);
    equal(lineUp.next(5), second);
  });

  it("gives a message that comes back its old place", () => {
    const [first, second] = [message("a"), message("a")];
    const lineUp = fill(true, [first, second]);
    lineUp.delete(first);
    lineUp.delete(second);
    lineUp.add(second);
    lineUp.add(first);
    deepEqual(take(lineUp, 5), ["m1", "m2"]);
  });
});
