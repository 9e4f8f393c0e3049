import assert from "node:assert/strict";
import { start } from "../support/start";

describe("A room, after a cut", () => {
  it("is joined again before what waits for the connection is sent", async () => {
    const { clock, connection, network, service, texts, errors } = start({ since: { a: 0 } });
    service.onlyMembers = true;
    await clock.advance(0);
    // Frames overtake each other, as functions do that handle them.
    network.faults.maxLatencyMs = 3000;
    for (let i = 0; i < 20; i++) {
      network.made.at(-1)!.cut();
      const sent = connection.send({ action: "say", room: "a", text: `${i}` });
      await clock.advance(60_000);
      assert.equal((await sent)!.sequence, i + 1);
    }
    assert.deepEqual(
      texts(),
      Array.from({ length: 20 }, (_, i) => `${i}`),
    );
    assert.deepEqual(errors, []);
  });

  it("that cannot be joined again keeps nothing else waiting for long", async () => {
    const { clock, connection, network, service } = start({ since: { a: 0 } });
    await clock.advance(0);
    const handle = service.handle.bind(service);
    service.handle = (member, text) => {
      if (!text.includes('"room":"a"')) handle(member, text);
    };
    network.made[0]!.cut();
    let isSent = false;
    void connection.send({ action: "say", room: "b", text: "hi" }).then(() => (isSent = true));
    await clock.advance(10_000);
    assert.equal(isSent, false);
    await clock.advance(30_000);
    assert.equal(isSent, true);
    assert.equal(connection.state.name, "open");
  });
});
