import { placeOfArn } from "../shared/aws-names";
import { UserError } from "../shared/errors";
import { cdkRefusal } from "../program/cdk";
import type { Evaluation } from "../program/evaluate";
import type { Surroundings } from "../program/project/surroundings";
import { buildDomains } from "./apis/domains";
import { buildHttpApis } from "./apis/http-apis";
import { buildApis } from "./apis/websocket-apis";
import type { SuppliedLayers } from "./code";
import { describe, searchIn, textOf, withPlainOutputs } from "./declared";
import { buildBuses, buildRules } from "./events/rules";
import { buildSchedules } from "./events/schedules";
import { buildFunctions } from "./functions";
import type { Model } from "./model";
import { buildEventSources } from "./event-sources";
import { buildQueues } from "./queues";
import { buildPermissions, buildRoles } from "./roles";
import { supportWith } from "./support/support-in";
import { NOTHING, wayOut, type Without } from "./support/without";
import { buildTables } from "./tables";

/**
 * Turns the resources of a program into the model that the services run.
 * @param layers what stands for layers that the program does not declare.
 * @param without what the run leaves out; nothing if not given.
 * @throws UserError that names every resource that would silently not work on a laptop.
 */
export function buildModel(
  evaluation: Evaluation,
  { region, accountId }: Surroundings,
  layers: SuppliedLayers = {},
  without: Without = NOTHING,
): Model {
  const resources = withPlainOutputs(
    evaluation.resources.filter((resource) => resource.custom || resource.remote),
  );
  const supportOf = supportWith(resources, without);
  const having = (support: string) => resources.filter((each) => supportOf(each) === support);
  const refused = having("refused");
  if (refused.length > 0) {
    const list = refused.map(describe).join(", ");
    const isCdk = refused.some(({ type }) => type.startsWith("aws-native:"));
    const cdk = isCdk ? cdkRefusal(evaluation.resources) : undefined;
    throw new UserError(
      "NOT_EMULATED",
      cdk ?? `${list}: not emulated on a laptop. ${wayOut(refused, evaluation.stack)}`,
    );
  }
  const leftOut = having("stubbed");
  const ofType = searchIn(resources.filter((each) => !leftOut.includes(each)));
  const functions = buildFunctions(ofType, layers);
  const apis = buildApis(ofType, functions, searchIn(leftOut));
  const httpApis = buildHttpApis(ofType, functions, searchIn(leftOut));
  const queues = buildQueues(ofType);
  const receivers = {
    functions,
    queueArns: queues.map(({ arn }) => arn),
    leftOut: searchIn(leftOut),
  };
  const [home] = [
    ...[...apis, ...httpApis].map(({ executionArn }) => executionArn),
    ...functions.map((f) => f.arn),
  ];
  return {
    project: evaluation.project,
    stack: evaluation.stack,
    ...(home === undefined ? { region, accountId } : placeOfArn(home)),
    functions,
    apis,
    httpApis,
    domains: buildDomains(ofType),
    tables: buildTables(ofType),
    queues,
    eventSources: buildEventSources(ofType, functions, queues, leftOut),
    buses: buildBuses(ofType),
    rules: buildRules(ofType, receivers),
    schedules: buildSchedules(ofType, receivers),
    roles: buildRoles(ofType),
    permissions: buildPermissions(ofType),
    logGroups: ofType("aws:cloudwatch/logGroup:LogGroup").map(({ outputs }) =>
      String(outputs.name),
    ),
    dashboards: ofType("aws:cloudwatch/dashboard:Dashboard").map(({ outputs }) =>
      textOf(outputs.dashboardBody),
    ),
    inert: having("inert").map(describe),
    leftOut: leftOut.map((resource) => ({
      type: resource.type,
      physicalName: String(resource.outputs.name ?? resource.id),
      arn: textOf(resource.outputs.arn),
      description: describe(resource),
    })),
    outputs: evaluation.outputs,
    sourceMaps: evaluation.sourceMaps,
  };
}
