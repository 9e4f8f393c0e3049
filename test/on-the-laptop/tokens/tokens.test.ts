import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { issuerKeyFile, openIssuerKey } from "pulumi-laptop/src/issuer/issuer-key";
import { startLaptop, type ConnectOptions, type Laptop } from "pulumi-laptop/test";
import { PROJECT_FOLDER } from "../../support/evaluated";
import { badTokens, goodTokens, JWT } from "./bad-tokens";

/** What AWS's authorizers answer. */
const MESSAGES: Record<number, string> = {
  401: "Unauthorized",
  403: "User is not authorized to access this resource with an explicit deny in an identity-based policy",
};

const key = openIssuerKey(issuerKeyFile(PROJECT_FOLDER));

describe("With tokens, the program on a laptop", () => {
  let laptop: Laptop;
  const presented: string[] = [];
  /** The options of a handshake, whose tokens are remembered. */
  const presenting = (options: () => ConnectOptions) => {
    const made = options();
    presented.push(...tokensIn(made));
    return made;
  };
  before(async () => {
    laptop = await startLaptop({ program: PROJECT_FOLDER, config: JWT });
  });
  after(() => laptop.close());

  for (const [what, options] of goodTokens(key)) {
    it(`lets in who has a token ${what}`, async () => {
      const made = presenting(options);
      const connection = await laptop.connect(made);
      equal(connection.protocol, made.protocols ? "bearer" : "");
      await connection.close();
    });
  }

  for (const [what, status, options] of badTokens(key)) {
    it(`answers ${status} to ${what}`, async () => {
      await rejects(laptop.connect(presenting(options)), (refused: Refused) => {
        equal(refused.status, status);
        if (status in MESSAGES) assertBytes(refused, MESSAGES[status]!);
        return true;
      });
    });
  }

  it("says who somebody is in every event, and keeps it with the connection", async () => {
    const claims = { role: "admin", email: "alice@example.com", scope: "chat/read" };
    const alice = await laptop.connect({ as: { name: "alice", claims } });
    const stored = await laptop.table("connections").items();
    const item = stored.find(({ connectionId }) => connectionId === alice.id);
    const { expiresAt, ...identity } = JSON.parse(String(item?.identity)) as Record<string, string>;
    deepEqual(identity, { principalId: "alice", role: "admin", scope: "chat/read" });
    ok(Number(expiresAt) > Date.now() / 1000);
    equal(laptop.entries({ event: "connect", connectionId: alice.id })[0]?.principalId, "alice");
    await alice.send("hello");
    equal(await alice.next(), "Echo me: hello");
    await alice.close();
  });

  it("closes a connection whose token has expired, at the next message to it", async () => {
    const alice = await laptop.connect({ as: "alice" });
    const bob = await laptop.connect({ as: "bob" });
    const connections = laptop.table("connections");
    const item = (await connections.items()).find(({ connectionId }) => connectionId === bob.id)!;
    const identity = { ...JSON.parse(String(item.identity)), expiresAt: "1" } as object;
    await connections.put({ ...item, identity: JSON.stringify(identity) });
    await alice.send("hello");
    equal(await alice.next(), "Echo me: hello");
    equal((await bob.closed).code, 1000);
    await laptop.settled();
    deepEqual(bob.unread, []);
    deepEqual(
      (await connections.items()).map(({ connectionId }) => connectionId),
      [alice.id],
    );
    deepEqual(laptop.entries({ event: "deny" }), []);
    await alice.close();
  });

  it("keeps every token out of journal, logs, access log and page", () => {
    const parts = presented
      .flatMap((token) => token.split("."))
      .filter(({ length }) => length > 20);
    ok(parts.length > 50);
    const journal = JSON.stringify(laptop.entries());
    match(journal, /A token was refused: it has expired\./);
    deepEqual(
      parts.filter((part) => journal.includes(part)),
      [],
    );
    // Nor what they say: whoever tries is not believed.
    ok(!journal.includes("mallory.example.com"));
    ok(laptop.entries({ event: "accessLog" }).length > 40);
  });
});

type Refused = { status: number; headers: Record<string, string>; body: string };

function assertBytes({ headers, body }: Refused, message: string): void {
  const { connectionId, requestId } = JSON.parse(body) as Record<string, string>;
  equal(body, JSON.stringify({ message, connectionId, requestId }));
  equal(headers["x-amz-apigw-id"], requestId);
  equal(headers["content-type"], "application/json; charset=UTF-8");
  deepEqual(
    Object.keys(headers).filter((name) => name.startsWith("x-amzn")),
    [],
  );
}

function tokensIn({ query, protocols }: ConnectOptions): string[] {
  const given = typeof query === "object" ? Object.values(query).flat() : [];
  return [...given, ...(Array.isArray(protocols) ? protocols.slice(1) : [])];
}
