import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

export type Properties = Record<string, unknown>;

/** Stands for a value that a preview does not know yet, whatever its type. */
export const UNKNOWN = unknownValue;

/** Whether a value, or a part of its text, is not known yet. */
export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && value.includes(UNKNOWN);
}

/** Whether any value inside is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  return Object.values(value).some(holdsUnknown);
}

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** In IAM, one value may stand without a list. */
export function listOf<T = string>(value: unknown): T[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as T[];
}

/** The text as JSON, or undefined if it is not. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Text from an output that may be unknown or absent. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
