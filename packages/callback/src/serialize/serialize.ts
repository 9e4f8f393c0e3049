import * as pulumi from "@pulumi/pulumi";
import type { ClosureFunction } from "../inspect/captured";
import { withNames } from "./parse-function";

/** What may be said of a serialization. */
export interface SerializeOptions {
  /** "factory" runs once per execution environment, "callback" once per event. */
  form: "factory" | "callback";
  /** Those that will be written, for their names. */
  functions: ClosureFunction[];
  /** The resource that errors name. */
  logResource?: pulumi.Resource;
  /** Whether captured secrets are written as plain text; they throw otherwise. */
  allowSecrets: boolean;
}

/**
 * Serializes a closure with every name that it captures.
 * @returns CommonJS text that exports `handler`.
 * @throws pulumi.ResourceError if Pulumi cannot serialize it.
 */
export function serializeClosure(
  closure: (...args: never[]) => unknown,
  { form, functions, logResource, allowSecrets }: SerializeOptions,
): Promise<pulumi.runtime.SerializedFunction> {
  return withNames(functions, () =>
    pulumi.runtime.serializeFunction(closure, {
      isFactoryFunction: form === "factory",
      exportName: "handler",
      allowSecrets,
      ...(logResource && { logResource }),
    }),
  );
}
