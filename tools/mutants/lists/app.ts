import type { Mutant } from "../mutant";

const PROMISES = "test/on-the-laptop/promises.test.ts";
const PERMISSIONS = "components/permissions.ts";

/** What the suites of test/on-the-laptop/promises.test.ts notice when the whole program runs. */
export const appMutants: Mutant[] = [
  {
    file: "handlers/broadcast/post-outcome.ts",
    before: 'case 410:\n      return "gone";',
    after: 'case 410:\n      return "failed";',
    test: PROMISES,
    breaks: "Connections whose $disconnect was lost are posted to until they expire.",
  },
  {
    file: "handlers/broadcast/next-step.ts",
    before: 'refused < maxAttempts ? "retry" : "giveUp"',
    after: '"giveUp"',
    test: PROMISES,
    breaks: "A message is lost for everyone whom API Gateway had no time for.",
  },
  {
    file: "components/stores/dynamo-connections.ts",
    before: 'ttl: { attributeName: "expiresAt", enabled: true },',
    after: "",
    test: PROMISES,
    breaks: "Connections whose $disconnect was lost stay in the table forever.",
  },
  {
    file: "handlers/stores/mongodb/mongo-client.ts",
    before: '  readPreference: "primary",\n',
    after: "",
    test: "test/handlers/stores/mongodb/mongo-client.test.ts",
    breaks: "A broadcast misses who has just connected, with a URI that reads from secondaries.",
  },
  {
    file: "handlers/stores/dynamodb/dynamo-connection-store.ts",
    before: "String(expiresAt(connectedAt))",
    after: "String(expiresAt(connectedAt) * 1000)",
    test: PROMISES,
    breaks: "Connections expire in fifty thousand years, because DynamoDB counts seconds.",
  },
  {
    file: PERMISSIONS,
    before: '"dynamodb:UpdateItem",',
    after: "",
    test: PROMISES,
    breaks: "No message is sent: the function may not count them.",
  },
  {
    file: PERMISSIONS,
    before: "/POST/@connections/*",
    after: "/GET/@connections/*",
    test: PROMISES,
    breaks: "No message is sent: the function may not post.",
  },
  {
    file: PERMISSIONS,
    before: 'return on(table, ["dynamodb:PutItem", "dynamodb:DeleteItem"]);',
    after: 'return on(table, ["dynamodb:PutItem"]);',
    test: PROMISES,
    breaks: "Nobody who leaves is removed: the function may not delete.",
  },
];
