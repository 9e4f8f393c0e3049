import { refuse, textOf, type OfType, type PlainResource } from "../declared";
import { parsePattern } from "./event-pattern";
import type { EventBus, EventRule, RuleTarget } from "./event-types";
import { parseSchedule } from "./expression";
import { isLeftOut, readProperty, receiverOf, type Receivers } from "./receivers";
import { undeliveredOf } from "./retry-policy";

export const DEFAULT_BUS = "default";

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

function targetOf(resource: PlainResource, receivers: Receivers): RuleTarget {
  const { outputs } = resource;
  const { input, inputPath, inputTransformer } = outputs as {
    input?: string;
    inputPath?: string;
    inputTransformer?: { inputPaths?: Record<string, string>; inputTemplate: string };
  };
  const { messageGroupId } = (outputs.sqsTarget ?? {}) as { messageGroupId?: string };
  return {
    id: textOf(outputs.targetId),
    ...undeliveredOf(resource, outputs, receivers.queueArns, (arn) =>
      isLeftOut(arn, receivers.leftOut),
    ),
    receiver: receiverOf(textOf(outputs.arn), messageGroupId, resource, receivers),
    ...(isGiven(input) && {
      input: readProperty(resource, "input", input, () => {
        JSON.parse(input);
        return input;
      }),
    }),
    ...(isGiven(inputPath) && { inputPath }),
    ...(inputTransformer && {
      inputTransformer: {
        paths: inputTransformer.inputPaths ?? {},
        template: inputTransformer.inputTemplate,
      },
    }),
  };
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
