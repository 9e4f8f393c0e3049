import type { Cases } from "./case";

/** What a call says when it fails: nothing that differs from run to run. */
const FAILURE = `.catch((error: Error & { code?: string }) => [error.name, error.code])`;

/** The AWS SDK against the server, which answers everything alike. */
const AWS = `{ endpoint: url, region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } }`;

/** Packages that talk to services, write logs or wrap handlers. */
export const SERVICE_CASES: Cases = {
  axios: {
    imports: `import axios from "axios";`,
    init: `const api = axios.create({ headers: { "x-from": "case" } });`,
    answer: `[(await api.get(url)).data, axios.isAxiosError(await axios.get(url + "/missing").catch((error: Error) => error))]`,
  },
  got: {
    imports: `import got from "got";`,
    answer: `await got(url).json()`,
  },
  "node-fetch": {
    imports: `import fetch, { Headers } from "node-fetch";`,
    answer: `[await (await fetch(url)).json(), new Headers({ A: "b" }).get("a")]`,
  },
  "node-fetch 2": {
    imports: `import fetch, { Headers } from "node-fetch-2";`,
    answer: `[await (await fetch(url)).json(), new Headers({ A: "b" }).get("a")]`,
  },
  "isomorphic-fetch": {
    imports: `import fetchIt from "isomorphic-fetch";`,
    answer: `await (await fetchIt(url)).json()`,
  },
  pg: {
    imports: `import { Client, types } from "pg";`,
    init: `types.setTypeParser(20, Number);`,
    answer: `[types.getTypeParser(20)("5"), await new Client({ host: "127.0.0.1", port: 1 }).connect()${FAILURE}]`,
  },
  ioredis: {
    imports: `import Redis from "ioredis";`,
    answer: `await (async () => { const redis = new Redis({ host: "127.0.0.1", port: 1, lazyConnect: true, retryStrategy: () => null }); redis.on("error", () => {}); return redis.get("a")${FAILURE}; })()`,
  },
  mongodb: {
    imports: `import { MongoClient, ObjectId } from "mongodb";`,
    answer: `[new ObjectId("0123456789abcdef01234567"), await new MongoClient("mongodb://127.0.0.1:1", { serverSelectionTimeoutMS: 100 }).connect()${FAILURE}]`,
  },
  openai: {
    imports: `import OpenAI from "openai";`,
    answer: `await new OpenAI({ apiKey: "a", baseURL: url, maxRetries: 0 }).models.list().then(({ data }: { data: unknown }) => data)`,
  },
  stripe: {
    imports: `import Stripe from "stripe";`,
    answer: `await (async () => { const { hostname, port } = new URL(url); const stripe = new Stripe("a", { host: hostname, port, protocol: "http", maxNetworkRetries: 0 }); return (await stripe.customers.list()).data; })()`,
  },
  hono: {
    imports: `import { Hono } from "hono";\nimport { cors } from "hono/cors";`,
    init: `const app = new Hono().use(cors()).get("/a", (c: { json: (value: unknown) => Response }) => c.json({ a: 1 }));`,
    answer: `await (await app.request("/a")).json()`,
  },
  winston: {
    imports: `import { createLogger, format, transports } from "winston";`,
    init: `const lines: string[] = []; const log = createLogger({ format: format.json(), transports: [new transports.Console({ silent: true })] });`,
    answer: `[log.info("a").level, lines, format.json().transform({ level: "info", message: "a" }, {})]`,
  },
  pino: {
    imports: `import pino from "pino";`,
    init: `const lines: string[] = []; const log = pino({ base: undefined, timestamp: false }, { write: (line: string) => { lines.push(line); } });`,
    answer: `(log.info({ n: 1 }, "a"), lines)`,
  },
  "@aws-lambda-powertools/logger": {
    imports: `import { Logger } from "@aws-lambda-powertools/logger";`,
    init: `const logger = new Logger({ serviceName: "case", logLevel: "SILENT" });`,
    answer: `[logger.getLevelName(), logger.getPersistentLogAttributes()]`,
  },
  "@aws-lambda-powertools/metrics": {
    imports: `import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";`,
    answer: `(() => { const metrics = new Metrics({ namespace: "case" }); metrics.addMetric("a", MetricUnit.Count, 1); return [metrics.hasStoredMetrics(), MetricUnit.Count]; })()`,
  },
  "@aws-lambda-powertools/parameters": {
    imports: `import { SSMProvider } from "@aws-lambda-powertools/parameters/ssm";`,
    answer: `await new SSMProvider({ clientConfig: ${AWS} }).get("a")${FAILURE}`,
  },
  "@middy/core": {
    imports: `import middy from "@middy/core";`,
    init: `const wrapped = middy(async (event: { n: number }) => event.n + 1).before((request: { event: { n: number } }) => { request.event.n *= 10; });`,
    answer: `await wrapped({ n: 4 }, { getRemainingTimeInMillis: () => 1000 } as never, {} as never)`,
  },
  "drizzle-orm": {
    imports: `import { eq } from "drizzle-orm";\nimport { drizzle } from "drizzle-orm/pg-proxy";\nimport { pgTable, text } from "drizzle-orm/pg-core";`,
    init: `const users = pgTable("users", { name: text("name") }); const db = drizzle(async () => ({ rows: [["a"]] }));`,
    answer: `[db.select().from(users).where(eq(users.name, "a")).toSQL(), await db.select().from(users)]`,
  },
  "@aws-sdk/client-s3": {
    imports: `import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";`,
    answer: `await new S3Client({ ...${AWS}, forcePathStyle: true }).send(new GetObjectCommand({ Bucket: "a", Key: "b" })).then(({ Body }: { Body?: { transformToString(): Promise<string> } }) => Body?.transformToString())`,
  },
  "@aws-sdk/lib-dynamodb": {
    imports: `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";\nimport { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";`,
    answer: `(await DynamoDBDocumentClient.from(new DynamoDBClient(${AWS})).send(new GetCommand({ TableName: "a", Key: { id: "b" } }))).$metadata.httpStatusCode`,
  },
  "@aws-sdk/util-dynamodb": {
    imports: `import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";`,
    answer: `[marshall({ a: 1, b: ["c"] }), unmarshall({ a: { N: "1" } })]`,
  },
};
