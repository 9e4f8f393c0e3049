import assert from "node:assert/strict";
import fc from "fast-check";
import { createAccessControl } from "pulumi-laptop/src/iam/access/access-control";
import { CredentialIssuer } from "pulumi-laptop/src/iam/access/credentials";
import { sign } from "pulumi-laptop/src/iam/signature/sign";
import { realClock } from "pulumi-laptop/src/shared/clock";
import { startTestGateway } from "pulumi-laptop/test/support/gateway/gateway";
import { startTestLambda } from "pulumi-laptop/test/support/lambda";
import { apiOf, modelOf } from "pulumi-laptop/test/support/models";
import { recordJournal } from "pulumi-laptop/test/support/recorder";
import type { Attack, Target } from "../target";

/** A request of Lambda's Invoke API or of the management API. */
interface SignedCall {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

const word = fc.oneof(
  fc.constantFrom("greeter", "$LATEST", "%00", "..", "arn:aws:lambda:us-east-1:1:function:greeter"),
  fc.string({ maxLength: 5 }).map(encodeURIComponent),
);
const body = fc.oneof(fc.json({ maxDepth: 2 }), fc.string({ maxLength: 50 }), fc.constant(""));

const invocation: fc.Arbitrary<SignedCall> = fc.record({
  method: fc.constantFrom("POST", "POST", "POST", "GET", "PUT"),
  path: fc
    .tuple(word, fc.constantFrom("", "?Qualifier=$LATEST", "?Qualifier=%zz", "?a=b&&="))
    .map(([name, query]) => `/2015-03-31/functions/${name}/invocations${query}`),
  headers: fc.dictionary(
    fc.constantFrom("x-amz-invocation-type", "x-amz-log-type", "x-amz-client-context"),
    fc.constantFrom("Event", "RequestResponse", "DryRun", "Tail", "no", "e30="),
  ),
  body,
});

const managementCall: fc.Arbitrary<SignedCall> = fc.record({
  method: fc.constantFrom("POST", "GET", "DELETE", "PUT"),
  path: fc
    .tuple(fc.constantFrom("dev", "prod"), word, fc.constantFrom("", "/", "/x", "?a=%zz"))
    .map(([stage, id, rest]) => `/${stage}/@connections/${id}${rest}`),
  headers: fc.constant({}),
  body,
});

/** Signed calls of the Invoke API: each is answered, by JSON where there is an error. */
export const invoke: Target<SignedCall> = {
  input: invocation,
  async start() {
    const { access, administrator, close } = accessForAdministrator();
    const lambda = await startTestLambda(
      `exports.handler = async (event) => event;`,
      {},
      { access },
    );
    const attempt = callerOf(new URL(lambda.service.endpoint).host, "lambda", administrator);
    return { attempt, close: () => lambda.close().then(close) };
  },
};

/** Signed calls of the management API. */
export const management: Target<SignedCall> = {
  input: managementCall,
  async start() {
    const { access, administrator, close } = accessForAdministrator();
    const gateway = await startTestGateway({ access });
    const attempt = callerOf(gateway.host, "execute-api", administrator);
    return { attempt, close: () => gateway.close().then(close) };
  },
};

function accessForAdministrator() {
  const { journal } = recordJournal(realClock);
  const credentials = new CredentialIssuer();
  const model = modelOf({ apis: [apiOf(["$connect", "$disconnect", "$default"])] });
  const access = createAccessControl(model, { clock: realClock, journal, credentials });
  return { access, administrator: credentials.issueAdministrator(), close: () => access.close() };
}

function callerOf(
  host: string,
  service: string,
  administrator: ReturnType<CredentialIssuer["issueAdministrator"]>,
): Attack<SignedCall>["attempt"] {
  return async ({ method, path, headers, body }) => {
    const url = new URL(path, `http://${host}`);
    const sent = method === "GET" ? "" : body;
    const signed = await sign(
      { method, url: url.pathname, headers: { host, ...headers }, body: Buffer.from(sent) },
      administrator,
      { service, region: "us-east-1", nowMs: Date.now() },
    );
    const answer = await fetch(url, { method, headers: signed, body: sent || null });
    const text = await answer.text();
    assert.ok(answer.status < 500, `It answered ${answer.status} ${text}.`);
  };
}
