import { join } from "node:path";
import type { Laptop } from "pulumi-laptop/test";
import type { Signer } from "../../../record/probe/target";

export const REPOSITORY = join(__dirname, "../../../..");
export const PROBE = join(REPOSITORY, "examples/probe");

/** The URL that examples/probe exports. */
export function probeUrl({ runtime }: Laptop): URL {
  return new URL(runtime.urls.find((url) => url.endsWith("/probe"))!);
}

/** The credentials that `npm start` would keep in a file. */
export function signerOf({ runtime: { administrator, model } }: Laptop): Signer {
  return { ...administrator, region: model.region };
}
