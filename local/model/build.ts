import { UserError } from "../errors";
import type { Evaluation } from "../program/evaluate";
import type { Surroundings } from "../program/provider";
import { codeOf, plain, type Properties, type Resource } from "../program/resource";
import { buildApis, buildDomains } from "./apis";
import { supportOf } from "./emulated";
import type { LambdaFunction, Model } from "./model";
import { buildTable } from "./tables";

/** A resource whose values carry no marks any more. */
export interface PlainResource extends Resource {
  outputs: Properties;
}

/**
 * Turns the resources of a program into the model that the services run.
 * @throws UserError that names every resource which would silently not work here.
 */
export function buildModel(evaluation: Evaluation, { region, accountId }: Surroundings): Model {
  const custom = evaluation.resources.filter((resource) => resource.custom);
  const refused = custom.filter((resource) => supportOf(resource.type) === "refused");
  if (refused.length > 0) {
    const list = refused.map(describe).join(", ");
    throw new UserError(
      "NOT_EMULATED",
      `${list}: not emulated on a laptop. Deploy it, or leave it out of this stack.`,
    );
  }
  const resources = custom.map((resource) => ({
    ...resource,
    outputs: plain(resource.outputs) as Properties,
  }));
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const functions = ofType("aws:lambda/function:Function").map(buildFunction);
  return {
    project: evaluation.project,
    stack: evaluation.stack,
    region,
    accountId,
    functions,
    apis: buildApis(ofType, functions),
    domains: buildDomains(ofType),
    tables: ofType("aws:dynamodb/table:Table").map(buildTable),
    inert: resources.filter(({ type }) => supportOf(type) === "inert").map(describe),
    outputs: evaluation.outputs,
  };
}

function buildFunction(resource: PlainResource): LambdaFunction {
  const { name, outputs } = resource;
  const runtime = String(outputs.runtime);
  if (!/^nodejs\d+\.x$/.test(runtime)) {
    throw new UserError(
      "NOT_EMULATED",
      `${describe(resource)} has the runtime "${runtime}". Only nodejs runtimes run here.`,
    );
  }
  const code = codeOf(outputs.code);
  if (!code) {
    throw new UserError(
      "NOT_EMULATED",
      `${describe(resource)} has no code that can be read here. Set code to a local archive.`,
    );
  }
  const environment = outputs.environment as { variables?: Record<string, string> } | undefined;
  const loggingConfig = outputs.loggingConfig as { logGroup?: string } | undefined;
  return {
    logicalName: name,
    name: String(outputs.name),
    arn: String(outputs.arn),
    roleArn: String(outputs.role),
    handler: String(outputs.handler),
    runtime,
    memorySizeMb: Number(outputs.memorySize),
    timeoutMs: Number(outputs.timeout) * 1000,
    environment: environment?.variables ?? {},
    code,
    logGroup: loggingConfig?.logGroup ?? `/aws/lambda/${String(outputs.name)}`,
  };
}

/** For example `aws:sqs/queue:Queue "jobs"`. */
export function describe({ type, name }: Resource): string {
  return `${type} "${name}"`;
}
