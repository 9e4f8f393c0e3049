import type { Resource } from "../rule";
import { isUnknown, type Properties } from "./values";

export const FUNCTION = "aws:lambda/function:Function";

export function settingsOf(value: unknown): Properties {
  return typeof value === "object" && value !== null ? (value as Properties) : {};
}

/** Whether a value names a function: by its name or its ARN, or inside an integration's URI. */
export function isOf(value: unknown, { props }: Resource): boolean {
  if (typeof value !== "string" || isUnknown(value)) return false;
  if (value === props.name) return true;
  return typeof props.arn === "string" && !isUnknown(props.arn) && namesArn(value, props.arn);
}

/** A qualified ARN or a URI holds the ARN followed by `:` or `/`. */
function namesArn(value: string, arn: string): boolean {
  const at = value.indexOf(arn);
  return at >= 0 && /^([:/]|$)/.test(value.slice(at + arn.length));
}
