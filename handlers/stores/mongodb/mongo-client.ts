import { MongoClient } from "mongodb";

const OPTIONS = {
  // An execution environment handles one event at a time. The other connection is for what runs beside it.
  // https://www.mongodb.com/docs/atlas/manage-connections-aws-lambda/
  maxPoolSize: 2,
  // API Gateway waits 29 seconds; a server that cannot be reached is reported well before.
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
  socketTimeoutMS: 10_000,
  // A NAT gateway drops connections after 350 idle seconds, which pass in a frozen environment too.
  // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
  maxIdleTimeMS: 300_000,
  // A broadcast must find everyone whose `$connect` has ended. A secondary may not have them yet, and a new primary has
  // what a majority had. What the URI says of these does not count.
  // https://www.mongodb.com/docs/manual/core/replica-set-rollbacks/
  readPreference: "primary",
  w: "majority",
} as const;

/**
 * A client of the MongoDB server in the environment variable MONGODB_URI. It connects at first use, and again
 * when the server was down.
 * @throws if MONGODB_URI is not a MongoDB URI. The message does not repeat it: it holds a password.
 */
export function mongoClient(): MongoClient {
  try {
    return new MongoClient(process.env.MONGODB_URI ?? "", OPTIONS);
  } catch (error) {
    const { name } = error as Error;
    throw new Error(`MONGODB_URI is not a valid MongoDB URI (${name}).`);
  }
}

/**
 * Waits until the driver knows which of its connections ended while the environment was frozen. Node.js reports
 * them at the end of a turn of the event loop; a request written before that would never be answered.
 */
export async function thawed(): Promise<void> {
  for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
}
