import { deepEqual } from "node:assert/strict";
import { bundled, callInNewProcess } from "../support/closure";

class Room {
  describe() {
    return "room";
  }
}
class Hall extends Room {
  override describe() {
    return `large ${super.describe()}`;
  }
  delete() {
    return super.describe();
  }
}
const join = () => "joined";
const leave = function () {
  return "left";
};
function fail() {
  throw new Error("failed");
}
const handlers = [join, leave, fail];

const factory = () => {
  class RoomFull extends Error {
    constructor(message: string) {
      super(message);
      this.name = this.constructor.name;
    }
  }
  const Anonymous = class {};
  // oxlint-disable-next-line prefer-const -- assigned later, as this is about
  let assigned: () => void;
  assigned = () => {};
  const { fallback = () => {} } = {} as { fallback?: () => void };
  const before = declared.name;
  function declared() {
    throw new RoomFull("8");
  }
  const named = [function first() {}, async function second() {}, function* third() {}];
  const stackOf = (run: () => void) => {
    try {
      return run() as unknown;
    } catch (error) {
      const { stack = "", name } = error as Error;
      return [name, /at (?:new )?([\w$.]+) /.exec(stack)?.[1]];
    }
  };
  return () => [
    [Anonymous.name, assigned.name, fallback.name, before, stackOf.name],
    named.map((fn) => fn.name),
    handlers.map((fn) => fn.name),
    [new Room().constructor.name, new Hall().constructor.name, Hall.name],
    [new Hall().describe(), new Hall().describe.name, new Hall().delete.name],
    [stackOf(declared), stackOf(fail)],
  ];
};

describe("Names of functions and classes in a bundle", () => {
  it("are those of the program, in tables, errors and stack frames", async () => {
    const answers = await callInNewProcess(await bundled(factory), [[]]);
    deepEqual(answers, [JSON.parse(JSON.stringify(factory()()))]);
    deepEqual((answers[0] as unknown[])[5], [
      ["RoomFull", "declared"],
      ["Error", "fail"],
    ]);
  });
});
