import { throws } from "node:assert/strict";
import { parseSchedule } from "../../../src/model/events/expression";

describe("A schedule expression that is wrong", () => {
  const WRONG: [expression: string, why: RegExp][] = [
    ["every minute", /^is none of rate\(\.\.\.\), cron\(\.\.\.\) and at\(\.\.\.\)$/],
    ["rate(5)", /needs a number from 1 to 9999999 and minutes, hours or days/],
    ["rate(0 minutes)", /needs a number from 1/],
    ["rate(1 minutes)", /needs "1 minute"/],
    ["rate(5 minute)", /needs "5 minutes"/],
    ["rate(5 seconds)", /minutes, hours or days/],
    ["cron(* * * * *)", /has 5 fields; it needs six/],
    ["cron(* * * * * *)", /needs a \? either as its day of month or as its day of week/],
    ["cron(* * ? * ? *)", /needs a \?/],
    ["cron(60 * * * ? *)", /has "60" as its minutes, which goes from 0 to 59/],
    ["cron(0 0 0 * ? *)", /has "0" as its day of month/],
    ["cron(0 0 ? * MOO *)", /has "MOO" as its day of week/],
    ["cron(0 0 ? * 2#6 *)", /has "2#6" as its day of week/],
    ["cron(0/0 * * * ? *)", /has "\/0" as a step of its minutes/],
    ["cron(0 0 1 * ? 1969)", /goes from 1970 to 2199/],
    ["cron(, * * * ? *)", /has "" as its minutes/],
    ["at(2026-12-24)", /needs a time such as/],
    ["at(2026-13-24T18:00:00)", /needs a time such as/],
    ["at(2026-02-30T18:00:00)", /needs a time such as/],
    ["at(2026-02-28T24:00:00)", /needs a time such as/],
    ["rate(99999999999999999999 days)", /needs a number from 1 to 9999999/],
    ["cron(0 0 1-5-9 * ? *)", /has "1-5-9" as its day of month/],
    ["cron(0 0/5/7 1 * ? *)", /has "0\/5\/7" as its hours/],
  ];
  for (const [expression, why] of WRONG)
    it(`${expression} says why`, () => throws(() => parseSchedule(expression), { message: why }));
});
