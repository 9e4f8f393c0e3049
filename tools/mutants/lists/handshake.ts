import type { Mutant } from "../mutant";

const SOURCE = "packages/laptop/src/apigateway";
const TEST = "packages/laptop/test/apigateway/handshake";

/** The emulated API Gateway: who gets a connection. */
export const handshakeMutants: Mutant[] = [
  {
    file: `${SOURCE}/handshake/admission.ts`,
    before: "if (status > 299) return",
    after: "if (status > 499) return",
    test: `${TEST}/admission.test.ts`,
    breaks: "A connection that $connect refuses with 403 is open.",
  },
  {
    file: `${SOURCE}/handshake/admission.ts`,
    before: "if (!route) return { admitted: true, connection };",
    after: 'if (!route) return { admitted: false, refusal: refusal(403, "Forbidden") };',
    test: `${TEST}/admission.test.ts`,
    breaks: "Nobody connects to an API without a route $connect.",
  },
  {
    file: `${SOURCE}/handshake/admission.ts`,
    before: "!throttling.admitsConnection() ||",
    after: "",
    test: `${TEST}/admission.test.ts`,
    breaks: "More than 500 connections a second are refused on AWS first.",
  },
  {
    file: `${SOURCE}/handshake/admission.ts`,
    before: '!endpoint || endpoint.rest !== ""',
    after: "!endpoint",
    test: `${TEST}/admission.test.ts`,
    breaks: "A wrong path after the stage is refused on AWS first.",
  },
  {
    file: `${SOURCE}/handshake/authorization.ts`,
    before: 'const denial = access.check(signed, "execute-api", actions);',
    after:
      "const denial = undefined as ReturnType<typeof access.check> | (typeof actions & undefined);",
    test: `${TEST}/admission.test.ts`,
    breaks: "Everyone connects to a stage that asks for signatures.",
  },
  {
    file: `${SOURCE}/handshake/authorization.ts`,
    before: "connection.authorizer = context;",
    after: "void connection;",
    test: `${TEST}/authorizer.test.ts`,
    breaks: "Functions are not told whom the authorizer recognized.",
  },
  {
    file: `${SOURCE}/handshake/authorizer.ts`,
    before: "if (!hasIdentity(asked)) return UNAUTHORIZED;",
    after: "",
    test: `${TEST}/authorizer.test.ts`,
    breaks: "An authorizer runs for connections that AWS refuses without it.",
  },
  {
    file: `${SOURCE}/handshake/authorizer.ts`,
    before: "isObject || isTooLarge",
    after: "isObject",
    test: `${TEST}/authorizer-verdict.test.ts`,
    breaks: "An authorizer's answer that is too large is refused on AWS first.",
  },
  {
    file: `${SOURCE}/handshake/authorizer-policy.ts`,
    before: 'if (Effect === "Deny") evaluation = "explicitDeny";',
    after: 'if (Effect === "Deny") continue;',
    test: `${TEST}/authorizer-verdict.test.ts`,
    breaks: "An authorizer's Deny lets a connection in.",
  },
  {
    file: `${SOURCE}/handshake/authorizer-policy.ts`,
    before: "matches(Resource, methodArn, false) &&",
    after: "",
    test: `${TEST}/authorizer-verdict.test.ts`,
    breaks: "An authorizer's Allow for another stage lets a connection in.",
  },
  {
    file: `${SOURCE}/handshake/http-upgrade.ts`,
    before: 'if (headers["sec-websocket-version"] !== "13") {',
    after: 'if (headers["sec-websocket-version"] === "") {',
    test: `${TEST}/http-upgrade.test.ts`,
    breaks: "A handshake of another version is refused on AWS first.",
  },
  {
    file: `${SOURCE}/state.ts`,
    before: "stage.deployed ? api.routes.get(routeKey) : undefined",
    after: "api.routes.get(routeKey)",
    test: `${TEST}/admission.test.ts`,
    breaks: "A stage that was never deployed answers here.",
  },
  {
    file: `${SOURCE}/ids.ts`,
    before:
      "return timingSafeEqual(bytes.subarray(0, HEAD_BYTES), this.#headOf(bytes.subarray(HEAD_BYTES)));",
    after: "return timingSafeEqual(bytes, bytes);",
    test: "packages/laptop/test/apigateway/ids.test.ts",
    breaks: "A connection ID that was made up counts as one that is gone.",
  },
];
