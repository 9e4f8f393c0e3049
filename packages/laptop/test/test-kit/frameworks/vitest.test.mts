import { startLaptop, type Laptop } from "pulumi-laptop/test";
import { afterAll, beforeAll, expect, test } from "vitest";

let laptop: Laptop;
beforeAll(async () => {
  laptop = await startLaptop();
}, 60_000);
afterAll(() => laptop.close());

test("the parrot under vitest says what it hears", { timeout: 60_000 }, async () => {
  const alice = await laptop.connect();
  await alice.send("hello");
  expect(await alice.next()).toBe("You said hello");
  await laptop.settled();
});
