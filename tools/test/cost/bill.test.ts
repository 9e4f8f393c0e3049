import { deepEqual, equal, ok } from "node:assert/strict";
import { billOf, dollarsOf, METERS, usageOf, type Load } from "../../cost/bill";
import prices from "../../cost/prices.json";

/** One connection an hour long, one message a second to it, one whole CPU: a month has 2,628,000 seconds. */
const ONE: Load = {
  connections: 1,
  messagesPerSecond: 1,
  recipients: 1,
  messageBytes: 1024,
  connectionMinutes: 60,
  memoryMb: 1769,
  msPerEvent: 9,
  cpuMsPerPost: 1,
  logBytesPerEvent: 512,
};

describe("usageOf", () => {
  it("counts a message in and a message out to each recipient", () => {
    equal(usageOf(ONE).messages, 2 * 2_628_000);
    equal(usageOf({ ...ONE, recipients: 1000 }).messages, 1001 * 2_628_000);
  });

  // https://aws.amazon.com/api-gateway/pricing/
  it("meters messages in pieces of 32 KB", () => {
    const messages = (messageBytes: number) => usageOf({ ...ONE, messageBytes }).messages;
    equal(messages(0), messages(32 * 1024));
    equal(messages(32 * 1024 + 1), 2 * messages(1));
    equal(messages(128 * 1024), 4 * messages(1));
  });

  it("counts the minutes of connections, whatever they do", () => {
    equal(usageOf({ ...ONE, messagesPerSecond: 0 }).connectionMinutes, 43_800);
  });

  it("counts an event for each message, each coming and each going", () => {
    equal(usageOf(ONE).invocations, 2_628_000 + 2 * 730);
    equal(usageOf({ ...ONE, connectionMinutes: 30 }).invocations, 2_628_000 + 4 * 730);
  });

  it("bills memory for as long as events take, and longer where there is less than a CPU", () => {
    const perEvent = 2_629_460 * 0.009;
    const seconds = perEvent + 2_628_000 * 0.001;
    near(usageOf(ONE).gbSeconds, (seconds * 1769) / 1024);
    const half = usageOf({ ...ONE, memoryMb: 884.5 }).gbSeconds;
    near(half, ((perEvent + 2 * 2628) * 884.5) / 1024);
    const twice = usageOf({ ...ONE, memoryMb: 3538 }).gbSeconds;
    near(twice, (seconds * 3538) / 1024);
  });

  // An item is 88 bytes, so 46 items fill 4 KB.
  it("writes when connections come and go and for each message, and reads all of them for each message", () => {
    equal(usageOf(ONE).writeUnits, 2 * 730 + 2_628_000);
    equal(usageOf({ ...ONE, connections: 46 }).readUnits, 2_628_000);
    equal(usageOf({ ...ONE, connections: 47 }).readUnits, 2 * 2_628_000);
  });

  it("counts logs and what leaves AWS in GB", () => {
    near(usageOf(ONE).logGb, (2_629_460 * 512) / 1024 ** 3);
    near(usageOf(ONE).transferGb, 2_628_000 / 1024 ** 2);
  });
});

describe("dollarsOf", () => {
  const price = {
    source: "",
    unit: "",
    per: 10,
    tiers: [{ upTo: 100, dollars: 2 }, { dollars: 1 }],
  };

  it("bills each tier at its price", () => {
    deepEqual(
      [0, 50, 100, 150].map((quantity) => dollarsOf(quantity, price)),
      [0, 10, 20, 25],
    );
  });
});

describe("The list prices", () => {
  it("name a page of AWS's for each meter, and end in a tier without end", () => {
    for (const meter of METERS) {
      const { source, tiers } = prices[meter];
      ok(source.startsWith("https://aws.amazon.com/"), meter);
      const ends = tiers.map((tier: { upTo?: number }) => tier.upTo ?? Infinity);
      deepEqual(
        ends,
        [...ends].sort((a, b) => a - b),
        meter,
      );
      equal(ends.at(-1), Infinity, meter);
    }
  });

  it("make the bills that AWS's pages describe", () => {
    // 1,000 connections for 12 hours a day, 30 days.
    near(dollarsOf(1000 * 12 * 60 * 30, prices.connectionMinutes), 5.4);
    // The messages after the first billion are cheaper.
    near(dollarsOf(1_500_000_000, prices.messages), 1000 + 400);
    near(dollarsOf(3_000_000, prices.invocations), 0.6);
    near(dollarsOf(8_000_000_000, prices.gbSeconds), 100_000.5 + 6000.05);
  });
});

describe("billOf", () => {
  it("is the bill worked out by hand: 1,000 connections, 10 messages a second to all", () => {
    const load = {
      ...ONE,
      connections: 1000,
      messagesPerSecond: 10,
      recipients: 1000,
      messageBytes: 100,
    };
    const { lines, dollars } = billOf(load, prices);
    const bill = Object.fromEntries(lines.map((line) => [line.meter, line.dollars]));
    // 26.28 million in, 26,280 million out: 1,000 million at $1, 25,306.28 million at $0.80.
    near(bill.messages!, 1000 + 25_306.28 * 0.8);
    // 43.8 million minutes.
    near(bill.connectionMinutes!, 10.95);
    // 26.28 million messages, 730,000 connects and as many disconnects.
    near(bill.invocations!, 27.74 * 0.2);
    // 27.74 million events of 9 ms and 26,280 million posts of 1 ms, with 1,769 MB.
    near(
      bill.gbSeconds!,
      ((27_740_000 * 9 + 26_280_000_000) / 1000) * (1769 / 1024) * 0.0000133334,
    );
    near(bill.writeUnits!, (1.46 + 26.28) * 0.625);
    // 88,000 bytes are 22 units.
    near(bill.readUnits!, 26.28 * 22 * 0.125);
    near(bill.logGb!, ((27_740_000 * 512) / 1024 ** 3) * 0.5);
    near(bill.transferGb!, (2_628_000_000_000 / 1024 ** 3) * 0.09);
    near(
      dollars,
      Object.values(bill).reduce((sum, each) => sum + each),
    );
  });

  it("is nothing where nobody is connected", () => {
    const idle = { ...ONE, connections: 0, messagesPerSecond: 0, recipients: 0 };
    equal(billOf(idle, prices).dollars, 0);
  });
});

/** Equal but for the last digits of floating point. */
function near(actual: number, expected: number): void {
  ok(Math.abs(actual - expected) <= Math.abs(expected) * 1e-12, `${actual} is not ${expected}`);
}
