import assert from "node:assert/strict";
import { join } from "node:path";
import { ConnectionString } from "mongodb-connection-string-url";
import type { TestConnection } from "pulumi-laptop/test/support/connection";
import { describeWithMongoDb, testDatabases, type TestDatabases } from "../support/mongodb";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy";

describeWithMongoDb("The program on a laptop, with its connections in MongoDB", function (uri) {
  let databases: TestDatabases;
  let database: string;
  let proxy: TcpProxy;
  let stage: TestStage;
  before(async function () {
    databases = testDatabases(uri);
    database = databases.next();
    const { hosts, isSRV, searchParams } = new ConnectionString(uri);
    // At another address neither the certificate nor the members of a replica set would fit.
    if (isSRV || hosts.length > 1 || searchParams.has("tls") || searchParams.has("ssl"))
      this.skip();
    proxy = await startTcpProxy(hosts[0]!);
    const throughProxy = new ConnectionString(uri);
    throughProxy.hosts = [proxy.address];
    throughProxy.searchParams.set("directConnection", "true");
    stage = await startStage({
      program: join(__dirname, "../.."),
      config: { store: "mongodb", mongodbUri: throughProxy.href, mongodbDatabase: database },
    });
  });
  after(async () => {
    await stage?.close();
    await proxy?.close();
    await databases.close();
  });

  const stored = async () => {
    const all = await databases.client.db(database).collection("connections").find().toArray();
    return all.length;
  };
  const handled = async (action: () => unknown) => {
    const result = stage.until("lambda.result");
    await action();
    return result;
  };
  const leave = (connection: TestConnection) => handled(() => connection.close());

  it("remembers who connects, sends to everyone, and forgets who leaves", async () => {
    const alice = await stage.connect();
    const bob = await stage.connect();
    assert.equal(await stored(), 2);
    await handled(() => alice.send("hello"));
    for (const connection of [alice, bob]) assert.equal(await connection.next(), "Echo me: hello");
    await leave(bob);
    assert.equal(await stored(), 1);
    await leave(alice);
    assert.equal(await stored(), 0);
  });

  it("has no DynamoDB table", () => {
    assert.deepEqual(stage.runtime.model.tables, []);
  });

  it("refuses connections while the server is away, and accepts them in the same environment after", async () => {
    const alice = await stage.connect();
    const environments = stage.all("lambda.init").length;
    await proxy.cut();
    await assert.rejects(stage.connect(), /Unexpected server response: 500/);
    await proxy.restore();
    const bob = await stage.connect();
    assert.equal(await stored(), 2);
    await handled(() => bob.send("back"));
    for (const connection of [alice, bob]) assert.equal(await connection.next(), "Echo me: back");
    assert.equal(stage.all("lambda.init").length, environments);
    await leave(alice);
    await leave(bob);
  });

  it("remembers the chunks of a broadcast that is too large for one invocation", async () => {
    const large = await startStage({
      program: join(__dirname, "../.."),
      config: {
        ...{ store: "mongodb", mongodbUri: uri, mongodbDatabase: databases.next() },
        connectionsPerInvocation: "1",
      },
    });
    const connections = [];
    for (let i = 0; i < 4; i++) connections.push(await large.connect());
    connections[0]!.send("hello");
    for (const connection of connections) assert.equal(await connection.next(), "Echo me: hello");
    const functions = new Set(large.all("lambda.init").map((init) => String(init.function)));
    assert.ok([...functions].some((name) => name.includes("fan-out")));
    await large.close();
    assert.ok(!connections.some(({ hasMore }) => hasMore));
  });
});
