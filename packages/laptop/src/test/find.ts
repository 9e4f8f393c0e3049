import type { LambdaFunction, Model, Role, Stage, Table } from "../model/model";
import type { Queue } from "../model/queue-types";
import { UserError } from "../shared/errors";

interface Named {
  logicalName?: string;
  name: string;
}

/** @param name in the program, or in AWS. */
export function findFunction({ functions }: Model, name: string): LambdaFunction {
  return find("function", functions, name);
}

export function findTable({ tables }: Model, name: string): Table {
  return find("table", tables, name);
}

export function findQueue({ queues }: Model, name: string): Queue {
  return find("queue", queues, name);
}

export function findRole({ roles }: Model, name: string): Role {
  return find("role", roles, name);
}

/** @param name of the stage; the only one if not given. */
export function findStage({ apis }: Pick<Model, "apis">, name?: string, api?: string): Stage {
  return stageOf(apis, name, api);
}

/** The same for an HTTP API. */
export function findHttpStage({ httpApis }: Model, name?: string, api?: string): Stage {
  return stageOf(httpApis, name, api);
}

function stageOf(apis: readonly (Named & { stages: Stage[] })[], name?: string, api?: string) {
  const chosen = api === undefined ? apis : [find("API", apis, api)];
  const stages = chosen.flatMap((each) => each.stages);
  const [found, other] = stages.filter((stage) => name === undefined || stage.name === name);
  if (found && !other) return found;
  if (!found && name !== undefined) return find("stage", stages, name);
  const choice = other ? `Choose one by "stage" or "api"` : "Declare one";
  throw new UserError("USAGE", `The program has ${list("stage", stages)}. ${choice}.`);
}

function find<T extends Named>(kind: string, all: readonly T[], name: string): T {
  const found =
    all.find(({ logicalName }) => logicalName === name) ?? all.find((each) => each.name === name);
  if (found) return found;
  throw new UserError("USAGE", `No ${kind} "${name}". The program has ${list(kind, all)}.`);
}

function list(kind: string, all: readonly Named[]): string {
  const names = all.map(({ logicalName, name }) => `"${logicalName ?? name}"`).sort();
  return names.length === 0 ? `no ${kind}` : `the ${kind}s ${names.join(", ")}`;
}
