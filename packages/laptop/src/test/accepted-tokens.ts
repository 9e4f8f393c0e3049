import type { TokenTarget } from "../issuer/local-token";
import type { Runtime } from "../runtime";

/** Which tokens a stage of an HTTP API accepts: those of its authorizer, or else of the program's configuration. */
export function acceptedAt({ model, tokens }: Runtime, url: string): TokenTarget {
  const api = model.httpApis.find(({ stages }) => stages.some((stage) => stage.url === url));
  for (const { authorization } of api?.routes ?? []) {
    if (authorization.type !== "JWT") continue;
    const { issuer, audiences } = authorization.authorizer;
    return { issuer, audience: audiences.join(",") };
  }
  return tokens;
}
