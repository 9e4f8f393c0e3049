import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { WebSocket } from "ws";
import { connectTo, refusalOf } from "pulumi-laptop/test/support/connection";
import { FakeClock } from "pulumi-laptop/test/support/fake-clock";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";

/** Small Pulumi programs that exercise one thing each: `npm start -- --program examples/NAME`. */
describe("the example", () => {
  let stage: TestStage;

  const start = async (name: string, clock?: FakeClock) => {
    stage = await startStage({ program: join(__dirname, name), ...(clock && { clock }) });
    return stage.runtime.urls[0]!;
  };
  afterEach(() => stage.close());

  it("authorizer lets in whom its function lets in, and tells the rest why not", async () => {
    const url = await start("authorizer");
    const statusOf = async (query: string) => (await refusalOf(url + query)).status;
    assert.equal(await statusOf(""), 401);
    assert.deepEqual(stage.all("lambda.invoke"), []);
    assert.equal(await statusOf("?token=expired"), 401);
    assert.equal(await statusOf("?token=mallory"), 403);
    const alice = await connectTo(`${url}?token=alice`);
    alice.send("who am I?");
    assert.equal(await alice.next(), '{"vip":"true","visits":"3","principalId":"alice"}');
  });

  it("route-responses answers on the route that has a route response, and on no other", async () => {
    const alice = await connectTo(await start("route-responses"));
    const answered = stage.until("lambda.result");
    alice.send('{"action":"quiet"}');
    await answered;
    alice.send("hello");
    assert.equal(await alice.next(), "HELLO");
  });

  it("subprotocol agrees on the subprotocol that the function chooses", async () => {
    const url = await start("subprotocol");
    const webSocket = new WebSocket(url, ["chat.v1", "chat.v2"]);
    await once(webSocket, "open");
    assert.equal(webSocket.protocol, "chat.v2");
    webSocket.terminate();
    const { status, body } = await refusalOf(url);
    assert.deepEqual([status, body], [400, "Offer chat.v2 or chat.v1."]);
  });

  it("two-stages gives each stage its own variables", async () => {
    await start("two-stages");
    const [blue, green] = await Promise.all(stage.runtime.urls.map((url) => connectTo(url)));
    for (const connection of [blue!, green!]) connection.send("hello");
    assert.equal(await blue!.next(), "Hello from blue");
    assert.equal(await green!.next(), "Moin from green");
  });

  it("custom-domain is reached by its domain name alone", async () => {
    const { host } = new URL(await start("custom-domain"));
    const headers = { Host: "ws.example.com" };
    assert.equal((await refusalOf(`ws://${host}/live`)).status, 403);
    assert.equal((await refusalOf(`ws://${host}/live`, { headers })).status, 403);
    const alice = await connectTo(`ws://${host}/chat`, { headers });
    alice.send("where am I?");
    const apiId = stage.runtime.model.apis[0]!.id;
    assert.equal(
      await alice.next(),
      JSON.stringify({ domainName: "ws.example.com", stage: "live", apiId }),
    );
  });

  it("asynchronous invokes a function that nobody waits for; what fails twice ends in a queue", async () => {
    // The SDK signs by the wall clock, so the fake one begins there.
    const clock = new FakeClock(new Date().toISOString());
    const alice = await connectTo(await start("asynchronous", clock));
    const retried = stage.until("lambda.retry");
    alice.send('{"item":"teapot"}');
    assert.equal((await retried).delayMs, 60_000);
    const sent = stage.until("lambda.destination");
    clock.advance(60_000);
    const { record, target } = await sent;
    assert.match(String(target), /^arn:aws:sqs:us-east-1:123456789012:failures-/);
    const { requestContext, requestPayload, responsePayload } = JSON.parse(String(record)) as {
      requestContext: { condition: string; approximateInvokeCount: number };
      requestPayload: unknown;
      responsePayload: { errorMessage: string };
    };
    const { condition, approximateInvokeCount } = requestContext;
    assert.deepEqual([condition, approximateInvokeCount], ["RetriesExhausted", 2]);
    assert.deepEqual(requestPayload, { item: "teapot" });
    assert.equal(responsePayload.errorMessage, "There is no teapot.");
    assert.deepEqual(stage.all("iam.deny"), []);
  });

  it("throttling admits two messages at once, and then one a second", async () => {
    const clock = new FakeClock();
    const alice = await connectTo(await start("throttling", clock));
    const answerTo = async (message: string) => {
      alice.send(message);
      return (await alice.next()).replace(/, "connectionId".*/, "");
    };
    assert.equal(await answerTo("one"), "one");
    assert.equal(await answerTo("two"), "two");
    assert.equal(await answerTo("three"), '{"message": "Too Many Requests"');
    clock.advance(1000);
    assert.equal(await answerTo("four"), "four");
    assert.equal(await answerTo("five"), '{"message": "Too Many Requests"');
  });

  it("mock answers a heartbeat without a function", async () => {
    const alice = await connectTo(await start("mock"));
    alice.send('{"action":"ping"}');
    assert.equal(await alice.next(), '{"action":"pong"}');
    alice.send("hello");
    assert.match(await alice.next(), /^{"message": "Forbidden", /);
    assert.deepEqual(stage.runtime.model.functions, []);
  });
});
