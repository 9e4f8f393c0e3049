import type { Credentials } from "../access/credentials";
import { presign } from "./sign";
import type { Authorization, Model } from "../../model/model";

const SEVEN_DAYS_S = 7 * 24 * 60 * 60;

/** How connecting to the stage of this URL is authorized; undefined if it has no route for it. */
export function authorizationAt({ apis }: Model, url: string): Authorization["type"] | undefined {
  const api = apis.find(({ stages }) => stages.some((stage) => stage.url === url));
  return api?.routes.get("$connect")?.authorization.type;
}

/** The URL to connect to a stage. Where connecting needs a signature, it has one that is good for seven days. */
export async function connectUrl(
  model: Model,
  url: string,
  credentials: Credentials,
): Promise<string> {
  if (authorizationAt(model, url) !== "AWS_IAM") return url;
  const options = { region: model.region, nowMs: Date.now(), expiresSeconds: SEVEN_DAYS_S };
  return presign(url, credentials, options);
}
