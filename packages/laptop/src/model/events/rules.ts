import { refuse, textOf, type OfType, type PlainResource } from "../declared";
import { parsePattern } from "./event-pattern";
import type { EventBus, EventRule, RuleTarget } from "./event-types";
import { parseSchedule } from "./expression";
import { isLeftOut, readProperty, receiverOf, type Receivers } from "./receivers";
import { undeliveredOf } from "./retry-policy";

export const DEFAULT_BUS = "default";

/** Of a rule. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_TARGETS = 5;

/** Where a template of an input transformer names a variable. */
export const PLACEHOLDER = /<([\w.-]+)>/g;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html#eb-transform-input-predefined */
const PREDEFINED = [
  "aws.events.rule-arn",
  "aws.events.rule-name",
  "aws.events.event.ingestion-time",
  "aws.events.event",
  "aws.events.event.json",
];

const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";

export function buildBuses(ofType: OfType): EventBus[] {
  return ofType("aws:cloudwatch/eventBus:EventBus").map(({ name, outputs }) => ({
    logicalName: name,
    name: textOf(outputs.name),
    arn: textOf(outputs.arn),
  }));
}

/**
 * The rules of EventBridge with their targets.
 * @throws UserError that names what cannot work.
 */
export function buildRules(ofType: OfType, receivers: Receivers): EventRule[] {
  const targets = ofType(TARGET);
  const buses = [DEFAULT_BUS, ...buildBuses(ofType).map(({ name }) => name)];
  const declared = [...ofType(RULE), ...receivers.leftOut(RULE)];
  for (const target of targets) {
    const isOf = (rule: PlainResource) =>
      placeOf(rule.outputs.name, rule) === placeOf(target.outputs.rule, target);
    if (!declared.some(isOf))
      refuse(
        target,
        `is of the rule "${textOf(target.outputs.rule)}", which this program does not declare.`,
      );
  }
  return ofType(RULE).map((resource) => {
    const { name: logicalName, outputs } = resource;
    const { scheduleExpression, eventPattern } = outputs;
    const [name, bus] = [textOf(outputs.name), busOf(outputs.eventBusName)];
    if (!buses.includes(bus))
      refuse(resource, `is of the event bus "${bus}", which this program does not declare.`);
    const own = targets.filter(
      (target) => placeOf(target.outputs.rule, target) === placeOf(name, resource),
    );
    if (own.length > MAX_TARGETS)
      refuse(
        resource,
        `has ${own.length} targets. A rule has ${MAX_TARGETS} at most: add another.`,
      );
    return {
      logicalName,
      name,
      arn: textOf(outputs.arn),
      bus,
      schedule: isGiven(scheduleExpression)
        ? readProperty(resource, "scheduleExpression", scheduleExpression, () => {
            const schedule = parseSchedule(textOf(scheduleExpression));
            if (schedule.kind === "at")
              throw new Error("only a schedule of the Scheduler can have");
            if (bus !== DEFAULT_BUS) throw new Error("only a rule of the default bus can have");
            return schedule;
          })
        : undefined,
      pattern: isGiven(eventPattern)
        ? readProperty(resource, "eventPattern", eventPattern, () => parsePattern(eventPattern))
        : undefined,
      isEnabled: outputs.state !== "DISABLED" && outputs.isEnabled !== false,
      targets: own.map((target) => targetOf(target, receivers)),
    };
  });
}

interface Transformer {
  inputPaths?: Record<string, string>;
  inputTemplate: string;
}

function targetOf(resource: PlainResource, receivers: Receivers): RuleTarget {
  const { outputs } = resource;
  const { input, inputPath, inputTransformer } = outputs as {
    input?: string;
    inputPath?: string;
    inputTransformer?: Transformer;
  };
  if ([input, inputPath, inputTransformer].filter(isGiven).length > 1)
    refuse(resource, "has more than one of input, inputPath and inputTransformer. Keep one.");
  const { messageGroupId } = (outputs.sqsTarget ?? {}) as { messageGroupId?: string };
  return {
    id: textOf(outputs.targetId),
    ...undeliveredOf(resource, outputs, receivers.queueArns, (arn) =>
      isLeftOut(arn, receivers.leftOut),
    ),
    receiver: receiverOf(textOf(outputs.arn), messageGroupId, resource, receivers),
    ...(isGiven(input) && {
      input: readProperty(resource, "input", input, () => checkedJson(input)),
    }),
    ...(isGiven(inputPath) && { inputPath }),
    ...(inputTransformer && { inputTransformer: transformerOf(resource, inputTransformer) }),
  };
}

/** @throws Error if a text is no JSON. */
function checkedJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new Error("is no JSON. Write a text in quotes, too");
  }
}

function transformerOf(
  resource: PlainResource,
  { inputPaths: paths = {}, inputTemplate: template }: Transformer,
) {
  return readProperty(resource, "inputTemplate", template, () => {
    checkTemplate(template, Object.keys(paths));
    return { paths, template };
  });
}

/**
 * Checks the template of an input transformer.
 * @param names of its input paths.
 * @throws Error that names a variable of the template that nobody defines: AWS refuses such a target.
 */
function checkTemplate(template: string, names: readonly string[]): void {
  for (const [, name] of template.matchAll(PLACEHOLDER))
    if (!names.includes(name!) && !PREDEFINED.includes(name!))
      throw new Error(`has the variable <${name}>, which inputPaths do not define`);
}

/** A bus by its name or its ARN. */
export function busOf(nameOrArn: unknown): string {
  return textOf(nameOrArn).replace(/^.*:event-bus\//, "") || DEFAULT_BUS;
}

/** A rule's bus and name, as the rule and its targets have them. */
function placeOf(rule: unknown, { outputs }: PlainResource): string {
  return `${busOf(outputs.eventBusName)}/${textOf(rule)}`;
}

function isGiven<Value>(value: Value): value is Exclude<Value, undefined | null> {
  return value !== undefined && value !== null && value !== "";
}
