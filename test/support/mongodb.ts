import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";

/** The MongoDB server that tests may use; without one they are skipped. */
const { MONGODB_URI } = process.env;

/** Tests that need a MongoDB server. Without MONGODB_URI they are reported as skipped. */
export function describeWithMongoDb(title: string, tests: (uri: string) => void): void {
  const suite = MONGODB_URI ? describe : describe.skip;
  suite(`${title} (needs MONGODB_URI)`, () => tests(MONGODB_URI ?? ""));
}

/** A client of a server for tests, and databases of their own that end with it. */
export interface TestDatabases {
  client: MongoClient;
  /** The name of a new database. */
  next(): string;
  close(): Promise<void>;
}

export function testDatabases(uri: string): TestDatabases {
  const client = new MongoClient(uri, { maxPoolSize: 2 });
  const names: string[] = [];
  return {
    client,
    next() {
      const name = `test-${randomUUID()}`;
      names.push(name);
      return name;
    },
    async close() {
      for (const name of names) await client.db(name).dropDatabase();
      await client.close();
    },
  };
}
