import { authorize } from "./authorizer";
import type { Attempt } from "./admission";
import type { Fault } from "../responses";
import { executionArn, type GatewayState } from "../state";

/** What the authorization of a handshake gives, and what the access log says of it. */
export interface Authorized {
  /** Why the handshake is refused, if it is. */
  fault?: Fault;
  /** How long the authorizer took. */
  latencyMs?: number;
  logged: Record<string, object>;
}

/** The authorization that the route asks for: none, a signature, or a Lambda authorizer's consent. */
export async function authorizeConnect(attempt: Attempt, state: GatewayState): Promise<Authorized> {
  const { api, stage, route, connection } = attempt;
  const { authorization } = route;
  if (authorization.type === "NONE") return { logged: {} };
  const methodArn = executionArn(state, api.id, `${stage.name}/$connect`);
  if (authorization.type === "AWS_IAM") return checkSignature(attempt, methodArn, state);

  const { authorizer } = authorization;
  const sourceArn = executionArn(state, api.id, `authorizers/${authorizer.id}`);
  const verdict = await authorize({ ...attempt, authorizer, methodArn, sourceArn }, state);
  if ("fault" in verdict) {
    const { status, message: error } = verdict.fault;
    return { fault: verdict.fault, logged: { authorizer: { status, error } } };
  }
  const { context, latencyMs } = verdict;
  connection.authorizer = context;
  const logged = { status: 200, integrationStatus: 200, latency: latencyMs };
  return {
    latencyMs,
    logged: {
      authorizer: { ...context, ...logged, integrationLatency: latencyMs },
      authorize: { status: 200 },
    },
  };
}

/** AWS_IAM: the handshake is signed by somebody who may `execute-api:Invoke` the route. */
function checkSignature(
  { request }: Attempt,
  methodArn: string,
  { access }: GatewayState,
): Authorized {
  const { method = "GET", url = "/", headers } = request;
  const signed = { method, url, headers, body: Buffer.alloc(0) };
  const actions = [{ action: "execute-api:Invoke", resource: methodArn }];
  const denial = access.check(signed, "execute-api", actions);
  if (!denial) return { logged: { authenticate: { status: 200 }, authorize: { status: 200 } } };
  const { status, type } = denial;
  const isKnown = type === "AccessDeniedException";
  const message = isKnown ? maskAccount(denial.message) : denial.message;
  const responseType = isKnown ? "ACCESS_DENIED" : "MISSING_AUTHENTICATION_TOKEN";
  const phase = isKnown ? "authorize" : "authenticate";
  return {
    fault: { status, message, responseType },
    logged: { [phase]: { status, error: message } },
  };
}

/** API Gateway shows the last four digits of the account in the resource, and the caller's in full. */
export function maskAccount(message: string): string {
  return message.replace(/( on resource: arn:aws:execute-api:[^:]*:)\d{8}(\d{4}:)/, "$1********$2");
}
