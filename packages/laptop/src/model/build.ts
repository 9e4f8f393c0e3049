import { placeOfArn } from "../shared/aws-names";
import { UserError } from "../shared/errors";
import type { Evaluation } from "../program/evaluate";
import type { Surroundings } from "../program/project/surroundings";
import { buildApis, buildDomains } from "./apis";
import type { SuppliedLayers } from "./code";
import { describe, searchIn, withPlainOutputs } from "./declared";
import { supportOf } from "./emulated";
import { buildFunctions, destinationsOf } from "./functions";
import type { Model } from "./model";
import { buildPermissions, buildRoles } from "./roles";
import { buildTable } from "./tables";

/**
 * Turns the resources of a program into the model that the services run.
 * @param layers what stands for layers that the program does not declare.
 * @throws UserError that names every resource that would silently not work on a laptop.
 */
export function buildModel(
  evaluation: Evaluation,
  { region, accountId }: Surroundings,
  layers: SuppliedLayers = {},
): Model {
  const resources = withPlainOutputs(
    evaluation.resources.filter((resource) => resource.custom || resource.remote),
  );
  const ofType = searchIn(resources);
  const functions = buildFunctions(ofType, layers);
  // A queue that invocations only send to is a list here.
  const destinations = destinationsOf(functions);
  const refused = resources.filter(
    (resource) =>
      supportOf(resource) === "refused" &&
      !(resource.type === "aws:sqs/queue:Queue" && destinations.has(String(resource.outputs.arn))),
  );
  if (refused.length > 0) {
    const list = refused.map(describe).join(", ");
    throw new UserError(
      "NOT_EMULATED",
      `${list}: not emulated on a laptop. Deploy it, or leave it out of this stack.`,
    );
  }
  const apis = buildApis(ofType, functions);
  const [home] = [...apis.map(({ executionArn }) => executionArn), ...functions.map((f) => f.arn)];
  return {
    project: evaluation.project,
    stack: evaluation.stack,
    ...(home === undefined ? { region, accountId } : placeOfArn(home)),
    functions,
    apis,
    domains: buildDomains(ofType),
    tables: ofType("aws:dynamodb/table:Table").map(buildTable),
    roles: buildRoles(ofType),
    permissions: buildPermissions(ofType),
    logGroups: ofType("aws:cloudwatch/logGroup:LogGroup").map(({ outputs }) =>
      String(outputs.name),
    ),
    inert: resources.filter((resource) => supportOf(resource) === "inert").map(describe),
    outputs: evaluation.outputs,
    sourceMaps: evaluation.sourceMaps,
  };
}
