import { DEVELOPER } from "../access/credentials";
import { presign } from "./sign";
import type { Model } from "../../model/model";

const SEVEN_DAYS_S = 7 * 24 * 60 * 60;

/** The URL to connect to a stage. Where connecting needs a signature, it has one that is good for seven days. */
export async function connectUrl({ apis, region }: Model, url: string): Promise<string> {
  const api = apis.find(({ stages }) => stages.some((stage) => stage.url === url));
  if (api?.routes.get("$connect")?.authorization.type !== "AWS_IAM") return url;
  return presign(url, DEVELOPER, { region, nowMs: Date.now(), expiresSeconds: SEVEN_DAYS_S });
}
