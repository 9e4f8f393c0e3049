import type { Evaluation } from "../../program/evaluate";
import { searchIn, withPlainOutputs, type PlainResource } from "../declared";
import { buildFunctions, destinationsOf } from "../functions";
import { supportOf, type Support } from "./support";
import type { Without } from "./without";

/** A resource of the program, and what a laptop does with it. */
export interface ResourceSupport {
  type: string;
  name: string;
  /** The component that it belongs to. */
  parent: string;
  support: Support | "component";
}

/** Every resource in the program's order, even if the program is refused. */
export function supportIn(evaluation: Evaluation, without: Without): ResourceSupport[] {
  const resources = withPlainOutputs(
    evaluation.resources.filter(({ type }) => !type.startsWith("pulumi:")),
  );
  const support = supportWith(resources, without);
  return resources.map((resource) => {
    const { type, name, parent, custom } = resource;
    return {
      type,
      name,
      parent: parent.split("::").pop() ?? "",
      support: custom ? support(resource) : "component",
    };
  });
}

/** What becomes of each resource in this program. */
export function supportWith(
  resources: PlainResource[],
  without: Without,
): (resource: PlainResource) => Support {
  const kept = resources.filter((resource) => !without.has(resource));
  // A queue that invocations only send to is a list here.
  const lists = destinationsIn(kept);
  return (resource) => {
    if (without.has(resource)) return "stubbed";
    return lists.has(String(resource.outputs.arn)) ? "emulated" : supportOf(resource);
  };
}

function destinationsIn(resources: PlainResource[]): Set<string> {
  try {
    return destinationsOf(buildFunctions(searchIn(resources)));
  } catch {
    // A function that cannot run here. buildModel() refuses the program and names it.
    return new Set();
  }
}
