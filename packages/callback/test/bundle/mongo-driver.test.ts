import { deepEqual, equal, ok } from "node:assert/strict";
import { MongoClient } from "mongodb";
import { bundled, callInNewProcess } from "../support/closure";

const URIS = [
  "mongodb://127.0.0.1",
  "mongodb://events:p%40ss%2Fw%C3%B6rd@db-0.example.com:27018,db-1.example.com/chat?replicaSet=rs0&tls=true",
  "mongodb://[::1]:27017/?authSource=users&readPreference=secondary",
  "mongodb://%2Ftmp%2Fmongodb.sock/?w=majority&wtimeoutMS=500",
  "mongodb+srv://events:secret@cluster.example.com/?appName=events&compressors=zlib",
  "mongodb://events:a%3Ab@db.example.com/?authMechanism=SCRAM-SHA-256",
];

describe("MongoDB's driver in a bundle", () => {
  let code: string;
  before(async () => {
    code = await bundled(() => async (uri: string) => factsOf(new MongoClient(uri)));
  });

  it("understands URIs as the package does", async () => {
    const answers = await callInNewProcess(
      code,
      URIS.map((uri) => [uri]),
    );
    const live = URIS.map((uri) => factsOf(new MongoClient(uri)));
    deepEqual(answers, JSON.parse(JSON.stringify(live)));
    equal(new Set(live.map((facts) => JSON.stringify(facts))).size, URIS.length);
  });

  it("goes without an optional package that this machine happens to have", () => {
    ok(require.resolve("socks"));
    ok(/\brequire\("socks"\)/.test(code));
    ok(!code.includes("SocksClientError"));
  });
});

function factsOf({ options }: MongoClient) {
  const { hosts, srvHost, credentials, dbName, replicaSet, tls, appName, readPreference } = options;
  const { writeConcern, compressors } = options;
  return {
    hosts: hosts.map(String),
    user: [credentials?.username, credentials?.password, credentials?.source],
    mechanism: [credentials?.mechanism, credentials?.mechanismProperties],
    ...{ srvHost, dbName, replicaSet, tls, appName, compressors },
    ...{ readPreference: readPreference.mode, writeConcern },
  };
}
