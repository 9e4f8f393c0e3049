import * as pulumi from "@pulumi/pulumi";
import { withCapturedNames } from "./parse-function";

/** What may be said of a serialization. */
export interface SerializeOptions {
  /** "factory" runs once per execution environment, "callback" once per event. */
  form: "factory" | "callback";
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
  { form, logResource, allowSecrets }: SerializeOptions,
): Promise<pulumi.runtime.SerializedFunction> {
  return withCapturedNames(() =>
    pulumi.runtime.serializeFunction(closure, {
      isFactoryFunction: form === "factory",
      exportName: "handler",
      allowSecrets,
      ...(logResource && { logResource }),
    }),
  );
}
