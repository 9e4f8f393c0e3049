import type { Evaluation } from "../program/evaluate";
import { searchIn, withPlainOutputs, type PlainResource } from "./declared";
import { supportOf, type Support } from "./emulated";
import { buildFunctions, destinationsOf } from "./functions";

/** A resource of the program, and what becomes of it on a laptop. */
export interface ResourceSupport {
  type: string;
  name: string;
  /** Name of the component that it belongs to. */
  parent: string;
  support: Support | "component";
}

/** Every resource in the order in which the program declares it, also where the program is refused. */
export function supportIn(evaluation: Evaluation): ResourceSupport[] {
  const resources = withPlainOutputs(
    evaluation.resources.filter(({ type }) => !type.startsWith("pulumi:")),
  );
  const queues = queuesThatAreWrittenTo(resources);
  return resources.map((resource) => {
    const { type, name, parent, custom, outputs } = resource;
    const isList = queues.has(String(outputs.arn));
    const support = !custom ? "component" : isList ? "emulated" : supportOf(resource);
    return { type, name, parent: parent.split("::").pop() ?? "", support };
  });
}

function queuesThatAreWrittenTo(resources: PlainResource[]): Set<string> {
  try {
    return destinationsOf(buildFunctions(searchIn(resources)));
  } catch {
    // A function that cannot run here: the program is refused, and the function named.
    return new Set();
  }
}
