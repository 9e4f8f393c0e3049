import { deepEqual, equal, match, notEqual, rejects, throws } from "node:assert/strict";
import { join } from "node:path";
import { startLaptop, type Laptop } from "pulumi-laptop/test";

const BOARD = join(__dirname, "board");

describe("A laptop for a test", () => {
  let laptop: Laptop;
  before(async () => {
    laptop = await startLaptop({ program: BOARD });
  });
  after(() => laptop.close());

  const open = () => laptop.connect({ stage: "open" });
  const readers = async () => (await laptop.table("readers").items()).map(({ id }) => id).sort();

  it("connects, sends and hears, and is settled when everything has followed", async () => {
    const [alice, bob] = await Promise.all([open(), open()]);
    notEqual(alice.id, bob.id);
    deepEqual(await readers(), [alice.id, bob.id].sort());
    await alice.send("hello");
    equal(await bob.next(), "hello");
    await laptop.settled();
    deepEqual([alice.unread, bob.unread], [["hello"], []]);

    laptop.cut(bob);
    await laptop.settled();
    deepEqual(await readers(), [alice.id]);
    equal(laptop.entries({ event: "disconnect", connectionId: bob.id })[0]?.code, 1006);
    equal((await bob.closed).code, 1006);
    deepEqual(await alice.close(1000), { code: 1000, reason: "" });
    await laptop.settled();
    deepEqual(await readers(), []);
  });

  it("lets hours pass at once: connections end, environments end, items expire", async () => {
    const alice = await open();
    await laptop
      .table("readers")
      .put({ id: "lost", expiresAt: Math.floor(laptop.clock.now() / 1000) });
    laptop.clock.advance("9m");
    await alice.ping();
    await laptop.settled();
    deepEqual(await readers(), [alice.id]);
    laptop.clock.advance("9m");
    await laptop.settled();
    equal(laptop.entries({ event: "disconnect", connectionId: alice.id }).length, 0);

    laptop.clock.advance("2h");
    deepEqual(await alice.closed, { code: 1001, reason: "Going away" });
    await laptop.settled();
    deepEqual(await readers(), []);
    laptop.clock.advance("10m");
    deepEqual(laptop.environments(), []);
  });

  it("says what came instead when nothing arrives, or when the connection is closed", async () => {
    const alice = await open();
    await rejects(alice.next({ within: 20 }), ({ message }: Error) => {
      match(message, /^No message arrived in 0.02 s\.\nThe end of the journal:\n/);
      match(message, /apigateway\.connect {2}connectionId=/);
      return true;
    });
    const reading = alice.next();
    await alice.send(new Uint8Array([1]));
    await rejects(reading, /^Error: Closed with 1003, "Binary is not supported" before a message/);
    await rejects(alice.next(), /^Error: Closed with 1003/);
    await rejects(alice.send("late"), /not open/);
    await laptop.settled();
    await rejects(
      laptop.until({ event: "ping" }, { within: "10ms" }),
      /"event":"ping".* in 0\.01 s/,
    );
  });

  it("sends JSON, and frames of a size", async () => {
    const alice = await open();
    await alice.send({ action: "none" });
    equal(await alice.next(), '{"action":"none"}');
    const long = "x".repeat(50_000);
    await alice.send(long, { frameBytes: 32_768 });
    equal(await alice.next(), long);
    await alice.send(long);
    equal((await alice.closed).code, 1009);
    await laptop.settled();
  });

  it("signs a handshake with every permission, a role's or other credentials", async () => {
    const refused = { name: "HandshakeRefused", status: 403 };
    const signed = (options: object) => laptop.connect({ stage: "signed", ...options });
    await rejects(signed({}), refused);
    for (const signedBy of ["administrator", "board", laptop.runtime.administrator])
      (await signed({ signedBy, query: { room: ["a b", "c"] } })).cut();
    await rejects(
      signed({ signedBy: { accessKeyId: "AKIA", secretAccessKey: "", sessionToken: "" } }),
      refused,
    );
    await rejects(
      signed({ signedBy: "nobody" }),
      /No role "nobody"\. The program has the roles "board"\./,
    );
    await laptop.settled();
  });

  it("calls back on its clock, for a client that has timers", () => {
    const called: string[] = [];
    laptop.clock.after("2s", () => called.push("kept"));
    laptop.clock.after(2000, () => called.push("cancelled")).cancel();
    laptop.clock.advance(1999);
    deepEqual(called, []);
    laptop.clock.advance(1);
    deepEqual(called, ["kept"]);
  });

  it("names the stages if there are several and none is chosen", async () => {
    await rejects(laptop.connect(), {
      name: "UserError",
      message: 'The program has the stages "open", "signed". Choose one by "stage" or "api".',
    });
  });

  it("invokes a function, which may fail", async () => {
    const { event } = (await laptop.invoke("worker", { number: 1 })) as { event: unknown };
    deepEqual(event, { number: 1 });
    await rejects(laptop.invoke("worker", { error: "no tea" }), ({ message, ...error }: Error) => {
      match(message, /^Function "worker" failed: TypeError: no tea\nThe end of the journal:/);
      equal((error as { errorType?: string }).errorType, "TypeError");
      return true;
    });
    await rejects(
      laptop.invoke("nothing"),
      /No function "nothing"\. The program has the functions "events", "worker"\./,
    );
  });

  it("kills an environment while it handles an event, or while it is frozen", async () => {
    const invoked = laptop.until({ service: "lambda", event: "invoke" });
    const hanging = laptop.invoke("worker", { hang: true });
    await invoked;
    const [environment] = laptop.environments("worker");
    deepEqual([environment?.state, laptop.environments("worker").length], ["busy", 1]);
    laptop.kill(environment);
    await rejects(hanging, { errorType: "Runtime.ExitError" });
    await laptop.settled();
    deepEqual(laptop.environments("worker"), []);
    throws(() => laptop.kill(environment), /no such environment/);

    await laptop.invoke("worker");
    const [idle] = laptop.environments("worker");
    equal(idle?.state, "idle");
    laptop.kill(idle);
    await laptop.settled();
    equal(laptop.entries({ event: "shutdown", environment: idle?.id })[0]?.reason, "crash");
    const { pid } = (await laptop.invoke("worker")) as { pid: number };
    equal(typeof pid, "number");
  });

  it("ends a function at its timeout when the clock reaches it", async () => {
    const invoked = laptop.until({ service: "lambda", event: "invoke" });
    const hanging = laptop.invoke("worker", { hang: true });
    await invoked;
    laptop.clock.advance("20s");
    await rejects(hanging, { errorType: "Sandbox.Timedout" });
  });

  it("tells which permissions were used, and which never", async () => {
    const { used, unused } = laptop.usage();
    const actions = (of: typeof used) => of.flatMap((statement) => statement.actions).sort();
    deepEqual(actions(used), [
      "dynamodb:DeleteItem",
      "dynamodb:PutItem",
      "dynamodb:Scan",
      "execute-api:Invoke",
      "execute-api:ManageConnections",
    ]);
    deepEqual(unused, [
      {
        role: "board",
        policy: "board",
        number: 4,
        actions: ["lambda:InvokeFunction"],
        resources: ["*"],
      },
    ]);
  });
});
