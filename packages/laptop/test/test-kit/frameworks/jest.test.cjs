const { startLaptop } = require("pulumi-laptop/test");

describe("the parrot under jest", () => {
  let laptop;
  beforeAll(async () => {
    laptop = await startLaptop();
  }, 60_000);
  afterAll(() => laptop.close(), 60_000);

  it("says what it hears", async () => {
    const alice = await laptop.connect();
    await alice.send(new Uint8Array([1]));
    expect(await alice.closed).toEqual({ code: 1003, reason: "Binary is not supported" });
    const bob = await laptop.connect();
    await bob.send({ text: "hello" });
    expect(await bob.next()).toBe('You said {"text":"hello"}');
    await expect(laptop.invoke("nobody")).rejects.toThrow(/has the functions "echo"/);
    await laptop.settled();
  }, 60_000);
});
