import { UserError } from "../shared/errors";
import { describe, refuse, textOf, type OfType, type PlainResource } from "./declared";
import type { EventPattern } from "./events/event-pattern";
import { parseFilters } from "./events/filters";
import { isQualifierOf } from "./functions";
import type { LambdaFunction } from "./model";
import type { EventSource, Queue } from "./queue-types";

/** Properties that are not emulated. */
const NOT_EMULATED = ["provisionedPollerConfig"];

/**
 * The event source mappings of queues. Those of what the run leaves out are left out too.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function buildEventSources(
  ofType: OfType,
  functions: LambdaFunction[],
  queues: Queue[],
  leftOut: PlainResource[],
): EventSource[] {
  const isAbsent = (name: unknown) =>
    leftOut.some(({ outputs }) => outputs.arn === name || outputs.name === name);
  return ofType("aws:lambda/eventSourceMapping:EventSourceMapping")
    .filter(({ outputs }) => !isAbsent(outputs.eventSourceArn) && !isAbsent(outputs.functionName))
    .map((mapping) => {
      const { outputs } = mapping;
      const arn = textOf(outputs.eventSourceArn);
      if (!/^arn:[^:]+:sqs:/.test(arn))
        refuse(mapping, `has the source "${arn}". Queues (SQS) are emulated.`);
      for (const property of NOT_EMULATED) {
        if (outputs[property]) refuse(mapping, `sets ${property}, which is not emulated.`);
      }
      const wrong = (why: string) => new UserError("MODEL", `${describe(mapping)} ${why}`);
      // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
      if (outputs.destinationConfig)
        throw wrong(
          "sets destinationConfig, which a mapping of a queue does not take. Give the queue a redrivePolicy.",
        );
      const queue = queues.find((each) => each.arn === arn);
      if (!queue)
        throw wrong(`has the queue "${arn}", which is not a queue of this program. Declare it.`);
      const { definition, qualifier } = calledBy(textOf(outputs.functionName), functions);
      if (!definition)
        throw wrong(
          `calls "${textOf(outputs.functionName)}", which is not a function of this program.`,
        );
      const visibleMs = queue.visibilityTimeoutSeconds * 1000;
      if (visibleMs < definition.timeoutMs)
        throw wrong(
          `has a queue whose visibility timeout, ${visibleMs / 1000} seconds, is less than the function's timeout, ${definition.timeoutMs / 1000} seconds. AWS refuses that: set visibilityTimeoutSeconds of ${queue.logicalName}.`,
        );
      const { maximumConcurrency } = (outputs.scalingConfig ?? {}) as {
        maximumConcurrency?: number;
      };
      if (
        maximumConcurrency !== undefined &&
        !(maximumConcurrency >= 2 && maximumConcurrency <= 1000)
      )
        throw wrong(`has maximumConcurrency ${maximumConcurrency}. Choose 2 to 1000.`);
      const responseTypes = (outputs.functionResponseTypes ?? []) as string[];
      return {
        logicalName: mapping.name,
        functionName: definition.name,
        ...(qualifier !== undefined && { qualifier }),
        queueArn: arn,
        ...batchOf(outputs, queue, wrong),
        reportsBatchItemFailures: responseTypes.includes("ReportBatchItemFailures"),
        maximumConcurrency,
        filters: filtersOf(outputs.filterCriteria, wrong),
        enabled: outputs.enabled !== false,
      };
    });
}

function filtersOf(criteria: unknown, wrong: (why: string) => UserError): EventPattern[] {
  try {
    return parseFilters(criteria);
  } catch (error) {
    throw wrong(`sets filterCriteria that AWS refuses: it ${(error as Error).message}.`);
  }
}

function batchOf(
  outputs: PlainResource["outputs"],
  { isFifo }: Queue,
  wrong: (why: string) => UserError,
): { batchSize: number; windowMs: number } {
  const batchSize = Number(outputs.batchSize ?? 10);
  const windowSeconds = Number(outputs.maximumBatchingWindowInSeconds ?? 0);
  const most = isFifo ? 10 : 10_000;
  if (!(batchSize >= 1 && batchSize <= most))
    throw wrong(`has batchSize ${batchSize}. Choose 1 to ${most}.`);
  if (!(windowSeconds >= 0 && windowSeconds <= 300))
    throw wrong(`has maximumBatchingWindowInSeconds ${windowSeconds}. Choose 0 to 300.`);
  if (isFifo && windowSeconds > 0)
    throw wrong("has a FIFO queue, which takes no maximumBatchingWindowInSeconds.");
  if (batchSize > 10 && windowSeconds === 0)
    throw wrong(
      `has batchSize ${batchSize}, which needs maximumBatchingWindowInSeconds of 1 or more.`,
    );
  return { batchSize, windowMs: windowSeconds * 1000 };
}

/** A name, an ARN or a partial ARN, with or without a qualifier. */
function calledBy(text: string, functions: LambdaFunction[]) {
  const [, name, qualifier] =
    /^(?:(?:arn:[^:]+:lambda:[^:]+:)?(?:\d{12}:)?function:)?([^:]+)(?::([^:]+))?$/.exec(text) ?? [];
  const definition = functions.find(
    (each) => each.name === name && (qualifier === undefined || isQualifierOf(each, qualifier)),
  );
  return { definition, qualifier };
}
