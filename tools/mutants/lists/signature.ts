import type { Mutant } from "../mutant";

const SOURCE = "packages/laptop/src/iam";
const TEST = "packages/laptop/test/iam/signature";

/** The emulated IAM: whose request it is. */
export const signatureMutants: Mutant[] = [
  {
    file: `${SOURCE}/signature/sigv4.ts`,
    before: "!isSameSecret(authorization.signature, expected) ||",
    after: "!isSameSecret(expected, expected) ||",
    test: `${TEST}/sigv4-refusals.test.ts`,
    breaks: "A request with a wrong signature is taken.",
  },
  {
    file: `${SOURCE}/signature/signature-faults.ts`,
    before: "if (day !== signedDay)",
    after: 'if (day === "")',
    test: `${TEST}/sigv4-refusals.test.ts`,
    breaks: "A signature by the key of another day fails on AWS first.",
  },
  {
    file: `${SOURCE}/signature/sigv4.ts`,
    before: "authorization.sessionToken !== credentials.sessionToken",
    after: "authorization.sessionToken === undefined",
    test: `${TEST}/sigv4-refusals.test.ts`,
    breaks: "A function that signs without its session token fails on AWS first.",
  },
  {
    file: `${SOURCE}/signature/sigv4.ts`,
    before: "if (options.isExpired(credentials))",
    after: "if (options.isExpired === undefined)",
    test: `${TEST}/sigv4-refusals.test.ts`,
    breaks: "Credentials that have expired work on.",
  },
  {
    file: `${SOURCE}/signature/signature-faults.ts`,
    before: "const SKEW_MS = 5 * 60 * 1000;",
    after: "const SKEW_MS = 15 * 60 * 1000;",
    test: `${TEST}/sigv4-refusals.test.ts`,
    breaks: "A signature that AWS finds too old is taken.",
  },
  {
    file: `${SOURCE}/signature/signature-faults.ts`,
    before: "if (givenRegion !== region)",
    after: 'if (givenRegion === "")',
    test: `${TEST}/sigv4-refusals.test.ts`,
    breaks: "A client of another Region fails on AWS first.",
  },
  {
    file: `${SOURCE}/signature/signature-faults.ts`,
    before: 'name.startsWith("x-amz-") && !signedHeaders.includes(name)',
    after: 'name.startsWith("x-amz-") && signedHeaders.length === 0',
    test: `${TEST}/sigv4-refusals.test.ts`,
    breaks: "A header can be added to a request that somebody else has signed.",
  },
  {
    file: `${SOURCE}/signature/canonical-request.ts`,
    before: "pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));",
    after: "void compare;",
    test: `${TEST}/sigv4.test.ts`,
    breaks: "A right signature is refused for the order of its parameters.",
  },
  {
    file: `${SOURCE}/signature/request-signature.ts`,
    before: "const MAX_EXPIRES_S = 7 * 24 * 60 * 60;",
    after: "const MAX_EXPIRES_S = 30 * 24 * 60 * 60;",
    test: `${TEST}/sigv4-presigned.test.ts`,
    breaks: "A URL that is signed for a month fails on AWS first.",
  },
  {
    file: `${SOURCE}/access/credentials.ts`,
    before: "return this.#now() >= expiresAtMs;",
    after: "return this.#now() >= 2 * expiresAtMs;",
    test: "packages/laptop/test/iam/access/sdk.test.ts",
    breaks: "The credentials of an environment never expire.",
  },
];
