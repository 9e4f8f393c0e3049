import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { PROJECT_FOLDER } from "../support/evaluated";
import { sixHours, type Member } from "./support/six-hours";

// As large as a test run bears. What is sent in a step arrives before the next, so a step is shorter than a ping may take.
const SIZE = { hours: 6, clients: 4, messageEveryS: 300, stepS: 12 };

describe("Six hours of a room, with everything that happens to connections", function () {
  this.timeout(300_000);
  let laptop: Laptop;
  let members: Member[] = [];
  before(async () => {
    laptop = await startLaptop({ program: join(PROJECT_FOLDER, "examples/rooms") });
  });
  after(async () => {
    await Promise.all(members.map(({ connection }) => connection.close()));
    for (const { link } of members) link.close();
    await laptop?.close();
  });

  it("leave everyone with every message, once and in order, after one reconnect for each cut", async () => {
    const outcome = await sixHours(laptop, SIZE);
    members = outcome.members;
    const [first] = members;
    ok(outcome.kills >= 5);
    equal(outcome.said.length, (SIZE.hours * 3600) / SIZE.messageEveryS - 1);
    deepEqual(
      first!.received.map((each) => each.replace(/^\d+ /, "")).sort(),
      [...outcome.said].sort(),
    );
    const numbers = first!.received.map((each) => Number.parseInt(each));
    deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    ok(members[1]!.swaps >= 2 && members[3]!.swaps >= 2);
    for (const { received, gaps, connection, connects, cuts } of members) {
      deepEqual(received, first!.received);
      deepEqual(gaps, []);
      equal(connection.state.name, "open");
      equal(connects, 1 + cuts);
      ok(cuts > 0);
    }
  });
});
