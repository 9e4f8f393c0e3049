import { AsyncLocalStorage } from "node:async_hooks";
import { scriptPlaceOf, type Variables } from "../inspect/live-function";
import { getScriptUrl, pulumisV8 } from "../inspect/pulumi-closure";

const serializing = new AsyncLocalStorage<Variables>();
const { lookupCapturedVariableValueAsync: lookUp, getFunctionLocationAsync: locate } = pulumisV8;

// Pulumi's serializer asks V8 three questions for each variable of each function, and two for its place. Other
// serializations of the program go on to do so.
pulumisV8.lookupCapturedVariableValueAsync = async (fn, name, throwOnFailure) => {
  const variables = serializing.getStore();
  if (!variables) return lookUp(fn, name, throwOnFailure);
  const found = variables.find(fn, name);
  if (!found && throwOnFailure)
    throw new Error(`Unexpected missing variable in closure environment: ${name}`);
  return found?.value;
};
pulumisV8.getFunctionLocationAsync = async (fn) => {
  if (!serializing.getStore()) return locate(fn);
  const place = scriptPlaceOf(fn);
  const file = place && getScriptUrl(place.scriptId);
  return { file: file ?? "", line: place?.lineNumber ?? 0, column: place?.columnNumber ?? 0 };
};

/** Runs Pulumi's serializer with what a closure's functions took from around them when they were examined. */
export function withVariables<Result>(
  variables: Variables | undefined,
  serialize: () => Promise<Result>,
): Promise<Result> {
  return variables ? serializing.run(variables, serialize) : serialize();
}
