import { deepEqual, equal } from "node:assert/strict";
import { nextTime } from "../../src/eventbridge/next-time";
import { parseSchedule } from "../../src/model/events/expression";

/** The next times of a schedule, as UTC. */
function times(expression: string, after: string, { zone = "UTC", count = 3 } = {}): string[] {
  const found: string[] = [];
  const calendar = { sinceMs: Date.parse(after), zone };
  let last: number | undefined = Date.parse(after);
  while (found.length < count) {
    last = nextTime(parseSchedule(expression), last, calendar);
    if (last === undefined) break;
    found.push(new Date(last).toISOString().replace(":00.000Z", ""));
  }
  return found;
}

describe("A schedule", () => {
  const MONDAY = "2026-11-30T10:00:00Z";

  // The examples of https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
  // and https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
  const TIMES: [expression: string, ...times: string[]][] = [
    ["rate(1 minute)", "2026-11-30T10:01", "2026-11-30T10:02", "2026-11-30T10:03"],
    ["rate(5 minutes)", "2026-11-30T10:05", "2026-11-30T10:10", "2026-11-30T10:15"],
    ["rate(1 hour)", "2026-11-30T11:00", "2026-11-30T12:00", "2026-11-30T13:00"],
    ["rate(7 days)", "2026-12-07T10:00", "2026-12-14T10:00", "2026-12-21T10:00"],
    ["cron(0 10 * * ? *)", "2026-12-01T10:00", "2026-12-02T10:00", "2026-12-03T10:00"],
    ["cron(15 12 * * ? *)", "2026-11-30T12:15", "2026-12-01T12:15", "2026-12-02T12:15"],
    ["cron(0 18 ? * MON-FRI *)", "2026-11-30T18:00", "2026-12-01T18:00", "2026-12-02T18:00"],
    ["cron(0 8 1 * ? *)", "2026-12-01T08:00", "2027-01-01T08:00", "2027-02-01T08:00"],
    ["cron(0/15 * * * ? *)", "2026-11-30T10:15", "2026-11-30T10:30", "2026-11-30T10:45"],
    ["cron(0/5 8-17 ? * MON-FRI *)", "2026-11-30T10:05", "2026-11-30T10:10", "2026-11-30T10:15"],
    ["cron(0 9 ? * 2#1 *)", "2026-12-07T09:00", "2027-01-04T09:00", "2027-02-01T09:00"],
    ["cron(15 10 ? * 6L 2026-2027)", "2026-12-25T10:15", "2027-01-29T10:15", "2027-02-26T10:15"],
    ["cron(0 0 L * ? *)", "2026-12-31T00:00", "2027-01-31T00:00", "2027-02-28T00:00"],
    ["cron(0 9 LW * ? *)", "2026-12-31T09:00", "2027-01-29T09:00", "2027-02-26T09:00"],
    // 2027-05-01 is a Saturday, 2027-08-01 a Sunday.
    ["cron(0 9 1W 5,8 ? 2027)", "2027-05-03T09:00", "2027-08-02T09:00"],
    ["cron(0 9 31W 1,2 ? 2027)", "2027-01-29T09:00"],
    ["cron(0 0 ? * FRI-MON *)", "2026-12-04T00:00", "2026-12-05T00:00", "2026-12-06T00:00"],
    ["cron(0 0 29 2 ? *)", "2028-02-29T00:00", "2032-02-29T00:00", "2036-02-29T00:00"],
    ["cron(0 22-2 1 12 ? 2026)", "2026-12-01T00:00", "2026-12-01T01:00", "2026-12-01T02:00"],
    ["cron(0 0 ? * L *)", "2026-12-05T00:00", "2026-12-12T00:00", "2026-12-19T00:00"],
    ["cron(0 0 1 1 ? 2020)"],
    ["cron(0 0 31 2 ? *)"],
    ["at(2026-12-24T18:00:00)", "2026-12-24T18:00"],
    ["at(2026-11-30T10:00:00)"],
  ];
  for (const [expression, ...expected] of TIMES)
    it(`${expression} fires when AWS says`, () => deepEqual(times(expression, MONDAY), expected));

  it("goes by the clock of its time zone, in summer and in winter", () => {
    const zone = "Europe/Paris";
    deepEqual(times("cron(0 9 28 * ? *)", "2027-01-01T00:00:00Z", { zone, count: 4 }), [
      "2027-01-28T08:00",
      "2027-02-28T08:00",
      "2027-03-28T07:00",
      "2027-04-28T07:00",
    ]);
    deepEqual(times("at(2027-07-01T09:00:00)", MONDAY, { zone }), ["2027-07-01T07:00"]);
  });

  it("skips a time that the clock skips, and fires once at one that it shows twice", () => {
    const zone = "Europe/Paris";
    // Clocks go from 2:00 to 3:00 on 28 March, and from 3:00 back to 2:00 on 31 October.
    deepEqual(times("cron(30 2 27-29 3 ? 2027)", MONDAY, { zone }), [
      "2027-03-27T01:30",
      "2027-03-29T00:30",
    ]);
    deepEqual(times("cron(30 2 31 10 ? 2027)", MONDAY, { zone }), ["2027-10-31T00:30"]);
    deepEqual(times("at(2027-03-28T02:30:00)", MONDAY, { zone }), []);
  });

  it("keeps a rate to when it began, however late it is asked", () => {
    const calendar = { sinceMs: 1000, zone: "UTC" };
    equal(nextTime(parseSchedule("rate(1 minute)"), 1000 + 90_000, calendar), 121_000);
    equal(nextTime(parseSchedule("rate(1 minute)"), 0, calendar), 61_000);
  });

  it("never fires on a day that no year has", () => {
    deepEqual(times("cron(0 0 30 2 ? *)", MONDAY), []);
    deepEqual(times("cron(0 0 29 2 ? 2100)", MONDAY), []);
  });

  it("fires every minute of a year's last day and of the day on which clocks are turned back", () => {
    const minutes = (after: string, zone: string) => {
      const found = times("cron(* * * * ? *)", after, { zone, count: 1500 });
      return [
        ...new Set(
          found.map((time, i) => Date.parse(`${time}Z`) - (i && Date.parse(`${found[i - 1]}Z`))),
        ),
      ].slice(1);
    };
    deepEqual(minutes("2026-12-31T00:00:00Z", "UTC"), [60_000]);
    deepEqual(minutes("2027-10-30T22:00:00Z", "Europe/Paris"), [60_000, 61 * 60_000]);
  });
});
