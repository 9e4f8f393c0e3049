import { deepEqual, equal } from "node:assert/strict";
import { HANDSHAKES } from "../../../src/apigateway/handshake/in-turn";
import { Backlog } from "../../../src/lambda/pool/backlog";
import { startTestGateway, type TestGateway } from "../../support/gateway/gateway";
import {
  clientFrame,
  handshakeText,
  openRaw,
  type RawConnection,
} from "../../support/gateway/raw-connection";

/** Events of handshakes that are in the works at a time on a machine with one processor. */
const MOST = 2;

describe("handshakes in turn", () => {
  let backlog: Backlog;
  let gateway: TestGateway;

  beforeEach(async () => {
    backlog = new Backlog(1);
    gateway = await startTestGateway({ backlog });
    for (let i = 0; i < MOST; i++) backlog.add(HANDSHAKES);
  });
  afterEach(() => gateway.close());

  const end = (count: number) => {
    for (let i = 0; i < count; i++) backlog.delete(HANDSHAKES);
  };
  /** A handshake that has arrived at the gateway. */
  const handshake = async (user: string): Promise<RawConnection> => {
    const raw = await openRaw(gateway.host);
    raw.write(handshakeText(`/dev?user=${user}`));
    // Requests are read in the order of their arrival: its own comes before this one.
    await fetch(`http://${gateway.host}/`);
    return raw;
  };
  const users = () =>
    gateway.payloads
      .map((text) => JSON.parse(text) as { queryStringParameters?: { user?: string } })
      .flatMap(({ queryStringParameters }) => queryStringParameters?.user ?? []);

  it("wait while others are in the works, and keep their order", async () => {
    const waiting = [await handshake("alice"), await handshake("bob"), await handshake("carol")];
    deepEqual(users(), []);
    end(MOST);
    for (const one of waiting) equal((await one.head())[0], "HTTP/1.1 101 Switching Protocols");
    deepEqual(users(), ["alice", "bob", "carol"]);
  });

  it("never start if they are broken off before", async () => {
    const alice = await handshake("alice");
    const bob = await handshake("bob");
    const carol = await handshake("carol");
    const dave = await handshake("dave");
    bob.end();
    await bob.closed;
    carol.reset();
    await carol.closed;
    end(MOST);
    for (const one of [alice, dave])
      equal((await one.head())[0], "HTTP/1.1 101 Switching Protocols");
    deepEqual(users(), ["alice", "dave"]);
  });

  it("lose nothing that was sent too early", async () => {
    const alice = await handshake("alice");
    const bob = await handshake("bob");
    for (const one of [alice, bob]) one.write(clientFrame(1, "early"));
    await fetch(`http://${gateway.host}/`);
    end(MOST);
    for (let i = 0; i < 2; i++)
      equal((JSON.parse(await gateway.payload("MESSAGE")) as { body: string }).body, "early");
  });

  it("count as the events of one sender, and messages as those of their connection", async () => {
    end(MOST);
    const alice = await handshake("alice");
    await alice.head();
    alice.write(clientFrame(1, "hello"));
    await gateway.payload("MESSAGE");
    const { connectionId } = gateway.events[0]!.requestContext;
    deepEqual(gateway.senders, [HANDSHAKES, connectionId]);
  });
});
