import { authorize } from "./authorizer";
import type { ConnectRequest } from "./connect-request";
import { maskAccount, type Fault } from "../responses";
import { executionArn, type GatewayState } from "../state";

/** The result of authorizing a handshake. */
export interface Authorized {
  /** Why the handshake is refused, if it is. */
  fault?: Fault;
  /** How long the authorizer took. */
  latencyMs?: number;
  /** What the access log says about it. */
  logged: Record<string, object>;
}

/** Authorizes as the route demands: not at all, by a signature, or by a Lambda authorizer. */
export async function authorizeConnect(
  connecting: ConnectRequest,
  state: GatewayState,
): Promise<Authorized> {
  const { api, stage, route, connection } = connecting;
  const { authorization } = route;
  if (authorization.type === "NONE") return { logged: {} };
  const methodArn = executionArn(api, `${stage.name}/$connect`);
  if (authorization.type === "AWS_IAM") return checkSignature(connecting, methodArn, state);

  const { authorizer } = authorization;
  const sourceArn = executionArn(api, `authorizers/${authorizer.id}`);
  const verdict = await authorize({ ...connecting, authorizer, methodArn, sourceArn }, state);
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

/** AWS_IAM: the signer of the handshake must be allowed `execute-api:Invoke` on the route. */
function checkSignature(
  { request }: ConnectRequest,
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
