import type { Mutant } from "../mutant";

const SOURCE = "handlers/authorization";
const TEST = "test/handlers/authorization";
const TOKENS = "test/on-the-laptop/tokens/tokens.test.ts";

/** What runs inside Lambda: tokens, and what other systems publish. */
export const authorizationMutants: Mutant[] = [
  {
    file: `${SOURCE}/authorize-token.ts`,
    before: 'others.length > 0 ? { refused: "there are several" } : await verify(token)',
    after: "await verify(token)",
    test: TOKENS,
    breaks: "Whoever adds a token to the URL of somebody else is that person.",
  },
  {
    file: `${SOURCE}/verify-token.ts`,
    before: "audiences.includes(each)",
    after: "audiences.length > 0",
    test: TOKENS,
    breaks: "A token for another service lets its owner in.",
  },
  {
    file: `${SOURCE}/verify-token.ts`,
    before: 'if (use !== undefined && use !== "access") return "it is no access token";',
    after: "void use;",
    test: TOKENS,
    breaks: "An ID token, which is not for services, lets its owner in.",
  },
  {
    file: `${SOURCE}/verify-token.ts`,
    before: 'if (exp === undefined) return "it never expires";',
    after: "void exp;",
    test: TOKENS,
    breaks: "A token that never expires lets its owner in for ever.",
  },
  {
    file: `${SOURCE}/issuer-keys.ts`,
    before: "isKnown ? MAX_AGE_MS : MIN_INTERVAL_MS",
    after: "isKnown ? Infinity : MIN_INTERVAL_MS",
    test: `${TEST}/issuer-keys.test.ts`,
    breaks: "A key that the issuer has withdrawn is trusted until the environment ends.",
  },
  {
    file: `${SOURCE}/issuer-keys.ts`,
    before: 'use === "sig"',
    after: "use !== null",
    test: `${TEST}/issuer-keys.test.ts`,
    breaks: "A key that is for encryption verifies signatures.",
  },
  {
    file: `${SOURCE}/expired-connections.ts`,
    before: "return !isExpired && mayReceive(identity);",
    after: "return mayReceive(identity);",
    test: `${TEST}/expired-connections.test.ts`,
    breaks: "Whoever's token has expired hears one message more.",
  },
  {
    file: `${SOURCE}/expired-connections.ts`,
    before: "return !isExpired && mayReceive(identity);",
    after: "return !isExpired;",
    test: `${TEST}/expired-connections.test.ts`,
    breaks: "Everyone gets what is for some.",
  },
  {
    file: `${SOURCE}/expired-connections.ts`,
    before: "ending.push(end(connection));",
    after: "void end;",
    test: `${TEST}/expired-connections.test.ts`,
    breaks: "A connection stays open after its token has expired.",
  },
  {
    file: `${SOURCE}/expired-connections.ts`,
    before: "connection.connectedAt < HANDSHAKE_MS",
    after: "connection.connectedAt < 0",
    test: `${TEST}/expired-connections.test.ts`,
    breaks:
      "A connection whose token expires while it opens stays open, and nobody finds it to close.",
  },
  {
    file: "handlers/publish/publish.ts",
    before: "identity?.principalId === user",
    after: "identity?.principalId !== undefined",
    test: "test/handlers/publish/publish.test.ts",
    breaks: "What is for one user reaches every user.",
  },
  {
    file: "handlers/publish/publication.ts",
    before: "if (given.user !== undefined && given.connectionId !== undefined)",
    after: 'if (given.user === "" && given.connectionId !== undefined)',
    test: "test/handlers/publish/publish.test.ts",
    breaks: "A publication that names a user and a connection is not refused.",
  },
];
