import type { Evaluation } from "../program/evaluate";
import { searchIn, withPlainOutputs, type PlainResource } from "./declared";
import { supportOf, type Support } from "./emulated";
import { buildFunctions, destinationsOf } from "./functions";

/** A resource of the program, and what a laptop does with it. */
export interface ResourceSupport {
  type: string;
  name: string;
  /** The component that it belongs to. */
  parent: string;
  support: Support | "component";
}

/** Every resource in the program's order, even if the program is refused. */
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
    // A function that cannot run here. buildModel() refuses the program and names it.
    return new Set();
  }
}
