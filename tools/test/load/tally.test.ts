import { deepEqual, equal, ok } from "node:assert/strict";
import { add, countOf, merge, quantile, type Histogram } from "../../load/histogram";
import { idOf, sentIn, Tally, type Sent } from "../../load/tally";

const OPEN = { openedAt: 0, closedAt: Infinity };
const message = (number: number, sender = 0): Sent => ({
  ...{ process: 0, number, sender },
  atMs: 1000 + number * 1000,
});

describe("The tally of deliveries", () => {
  it("knows a message by the text that it carries, whatever is around it", () => {
    const sent = { process: 1, number: 17, sender: 3, atMs: 1767312000000.5 };
    deepEqual(sentIn("ab12", `Echo me: {"text":"${idOf("ab12", sent)}"}`), sent);
    equal(sentIn("other", idOf("ab12", sent)), undefined);
    equal(sentIn("ab12", "hello"), undefined);
  });

  it("counts what was lost, repeated and out of order", () => {
    const tally = new Tally(2, 2, 10);
    const receive = (connection: number, number: number) =>
      tally.receive(connection, message(number), 5000, 1000);
    for (const number of [0, 2, 1, 1]) receive(0, number);
    receive(1, 0);
    const messages = [0, 1, 2].map((number) => message(number));
    const { latencies, bySecond, ...counts } = tally.counts(messages, [OPEN, OPEN], () => true);
    deepEqual(counts, { expected: 6, received: 4, lost: 2, repeated: 1, outOfOrder: 1 });
    equal(countOf(latencies), 4);
    deepEqual(Object.keys(bySecond), ["0", "1", "2"]);
  });

  it("expects nothing of who came later or went, nor what was for others", () => {
    const tally = new Tally(3, 3, 10);
    const times = [{ openedAt: 1500, closedAt: Infinity }, { openedAt: 0, closedAt: 1500 }, OPEN];
    equal(tally.counts([message(0)], times, () => true).expected, 1);
    const toSender = (sent: Sent, connection: number) => sent.sender === connection;
    equal(tally.counts([message(0, 1)], [OPEN, OPEN, OPEN], toSender).expected, 1);
  });

  it("does not count what was never sent, so that a service cannot fill its memory", () => {
    const tally = new Tally(1, 1, 10);
    tally.receive(0, message(10), 5000, 1000);
    tally.receive(0, message(1, 7), 5000, 1000);
    tally.receive(0, { ...message(1), process: 9 }, 5000, 1000);
    for (const atMs of [-1, 9e12, 1e300]) tally.receive(0, { ...message(1), atMs }, 5000, 1000);
    equal(tally.received, 0);
  });
});

describe("A histogram of latencies", () => {
  it("gives percentiles right to 2 %, also of several that were merged", () => {
    const [low, high]: Histogram[] = [{}, {}];
    for (let ms = 1; ms <= 1000; ms++) add(ms <= 500 ? low! : high!, ms);
    merge(low!, high!);
    equal(countOf(low!), 1000);
    for (const share of [0.01, 0.5, 0.99, 1]) {
      const error = quantile(low!, share)! / (share * 1000);
      ok(error >= 0.999 && error <= 1.021, `${share}: ${error}`);
    }
  });

  it("is nothing without values, and takes 0", () => {
    equal(quantile({}, 0.5), undefined);
    const one: Histogram = {};
    add(one, 0);
    equal(quantile(one, 1), 0.1);
  });
});
