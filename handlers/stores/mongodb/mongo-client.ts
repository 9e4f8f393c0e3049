import { MongoClient } from "mongodb";

const OPTIONS = {
  // An execution environment handles one event at a time; one connection more for what runs beside it.
  // https://www.mongodb.com/docs/atlas/manage-connections-aws-lambda/
  maxPoolSize: 2,
  // API Gateway waits 29 seconds. That a server cannot be reached is known long before.
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
  socketTimeoutMS: 10_000,
  // A NAT gateway forgets a connection that was idle for 350 seconds, as in a frozen environment.
  // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
  maxIdleTimeMS: 300_000,
};

/**
 * A client of the MongoDB server that the environment variable MONGODB_URI names. It connects when it is
 * first used, and again after the server was away.
 * @throws if the URI is no URI of MongoDB. The message does not repeat it: it holds a password.
 */
export function mongoClient(): MongoClient {
  try {
    return new MongoClient(process.env.MONGODB_URI ?? "", OPTIONS);
  } catch (error) {
    const { name } = error as Error;
    throw new Error(`The value of MONGODB_URI is no URI of MongoDB that is understood (${name}).`);
  }
}

/**
 * Waits until the driver knows which of its connections ended while the environment was frozen. Node.js
 * tells it at the end of a turn of the event loop; what is written before waits for ever.
 */
export async function thawed(): Promise<void> {
  for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
}
