import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { PROJECT_FOLDER } from "../support/evaluated";
import type { Member } from "./support/member";
import { sixHours } from "./support/six-hours";

// As large as a test run bears, with everything in it. CLIENTS=50 EVERY=1 is a message a second for six hours.
const { HOURS = "6", CLIENTS = "6", EVERY = "300" } = process.env;
const SIZE = { hours: Number(HOURS), clients: Number(CLIENTS), messageEveryS: Number(EVERY) };

describe("Six hours of a room, with everything that happens to connections", function () {
  this.timeout(Number(HOURS) * 3_600_000);
  let laptop: Laptop;
  let members: Member[] = [];
  before(async () => {
    laptop = await startLaptop({ program: join(PROJECT_FOLDER, "examples/rooms") });
  });
  after(async () => {
    await Promise.all(members.map((member) => member.close()));
    await laptop?.close();
  });

  it("leave everyone with every message, once and in order, after one reconnect for each cut", async () => {
    const onHour = (hour: number) => process.env.CLIENTS && console.log(`${hour} h`);
    const outcome = await sixHours(laptop, { ...SIZE, onHour });
    members = outcome.members;
    const first = members[0]!.received.lobby!;
    ok(outcome.said.length >= (SIZE.hours * 3600) / SIZE.messageEveryS - 1);
    ok(outcome.kills >= 2 * SIZE.hours - 1);
    equal(outcome.restarts, 2);
    deepEqual(first.map((each) => each.replace(/^\d+ /, "")).sort(), [...outcome.said].sort());
    const numbers = first.map((each) => Number.parseInt(each));
    deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    const isSwapped = (member: Member) => member.swaps >= 2;
    ok(members.filter((_, i) => i % 2 === 1).every(isSwapped));
    for (const { received, gaps, connection, connects, losses } of members) {
      deepEqual(received.lobby, first);
      deepEqual(gaps, []);
      equal(connection.state.name, "open");
      equal(connects, 1 + losses);
      ok(losses >= 2);
    }
  });
});
