import assert from "node:assert/strict";
import { test } from "node:test";
import { startLaptop } from "pulumi-laptop/test";

test("the parrot under node --test says what it hears", async () => {
  const laptop = await startLaptop();
  const alice = await laptop.connect();
  await alice.send("hello");
  assert.equal(await alice.next(), "You said hello");
  await laptop.close();
});
