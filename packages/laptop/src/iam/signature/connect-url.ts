import { DEVELOPER } from "../access/credentials";
import { presign } from "./presign";
import type { Model } from "../../model/model";

const SEVEN_DAYS_S = 7 * 24 * 60 * 60;

/** Where to connect to a stage. If that needs a signature, the URL has one that is good for seven days. */
export function connectUrl({ apis, region }: Model, url: string): string {
  const api = apis.find(({ stages }) => stages.some((stage) => stage.url === url));
  if (api?.routes.get("$connect")?.authorization.type !== "AWS_IAM") return url;
  return presign(url, DEVELOPER, { region, nowMs: Date.now(), expiresSeconds: SEVEN_DAYS_S });
}
