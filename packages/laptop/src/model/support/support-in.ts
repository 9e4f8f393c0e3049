import type { Evaluation } from "../../program/evaluate";
import { withPlainOutputs, type PlainResource } from "../declared";
import { OBJECT_TYPES } from "../code";
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
  const buckets = bucketsOfCode(kept);
  const isServed = ({ type, outputs }: PlainResource) =>
    STORES.has(type) && buckets.has(outputs.bucket);
  return (resource) => {
    if (without.has(resource)) return "stubbed";
    return isServed(resource) ? "emulated" : supportOf(resource);
  };
}

/** Buckets, and what is uploaded to them. */
const STORES = new Set(["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2", ...OBJECT_TYPES]);

/** Buckets that functions and layers have their code in. */
function bucketsOfCode(resources: PlainResource[]): Set<unknown> {
  const ofCode = resources.filter(({ type }) =>
    /^aws:lambda\/(function:Function|layerVersion:LayerVersion)$/.test(type),
  );
  return new Set(ofCode.flatMap(({ outputs }) => outputs.s3Bucket ?? []));
}
