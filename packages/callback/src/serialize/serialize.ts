import * as pulumi from "@pulumi/pulumi";
import type { ClosureFunction } from "../inspect/captured";
import type { Variables } from "../inspect/live-function";
import { withCopies } from "./namespace-copies";
import { withNames } from "./parse-function";
import { withVariables } from "./variables";

/** What may be said of a serialization. */
export interface SerializeOptions {
  /** "factory" runs once per execution environment, "callback" once per event. */
  form: "factory" | "callback";
  /** Those that will be written, for their names. */
  functions: ClosureFunction[];
  /** What they take from around them; read anew if not given. */
  variables?: Variables;
  /** Copies of modules, with what is to be required in their place. */
  copies: ReadonlyMap<object, string>;
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
  { form, functions, variables, copies, logResource, allowSecrets }: SerializeOptions,
): Promise<pulumi.runtime.SerializedFunction> {
  const serialize = () =>
    pulumi.runtime.serializeFunction(closure, {
      isFactoryFunction: form === "factory",
      exportName: "handler",
      allowSecrets,
      ...(logResource && { logResource }),
    });
  return withCopies(copies, () => withNames(functions, () => withVariables(variables, serialize)));
}
