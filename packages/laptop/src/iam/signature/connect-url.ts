import type { Credentials } from "../access/credentials";
import { presign } from "./sign";
import type { Model } from "../../model/model";

const SEVEN_DAYS_S = 7 * 24 * 60 * 60;

/** Whether connecting to the stage of this URL needs a signature. */
export function needsSignature({ apis }: Model, url: string): boolean {
  const api = apis.find(({ stages }) => stages.some((stage) => stage.url === url));
  return api?.routes.get("$connect")?.authorization.type === "AWS_IAM";
}

/** The URL to connect to a stage. Where connecting needs a signature, it has one that is good for seven days. */
export async function connectUrl(
  model: Model,
  url: string,
  credentials: Credentials,
): Promise<string> {
  if (!needsSignature(model, url)) return url;
  const options = { region: model.region, nowMs: Date.now(), expiresSeconds: SEVEN_DAYS_S };
  return presign(url, credentials, options);
}
