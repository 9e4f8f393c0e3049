import { createHash } from "./node-crypto";

export function ownHash(text: string): string {
  return createHash(text);
}
