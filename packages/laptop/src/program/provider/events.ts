import { arn, hash } from "./identifiers";
import { autoName, named, type Create } from "./request";

/** Buses, rules and schedules of EventBridge. */
export const EVENTS: Record<string, Create> = {
  "aws:cloudwatch/eventBus:EventBus": (request) => {
    const name = autoName(request);
    return named(name, { arn: arn(request, "events", `event-bus/${name}`) });
  },

  "aws:cloudwatch/eventRule:EventRule": (request) => {
    const name = autoName(request);
    const bus = String(request.inputs.eventBusName ?? "default").replace(/^.*:event-bus\//, "");
    const path = bus === "default" ? name : `${bus}/${name}`;
    return {
      ...named(name, { arn: arn(request, "events", `rule/${path}`) }),
      defaults: { name, eventBusName: "default" },
    };
  },

  "aws:cloudwatch/eventTarget:EventTarget": (request) => {
    const targetId =
      (request.inputs.targetId as string | undefined) ?? `terraform-${hash(request.urn, 26)}`;
    const { rule, eventBusName = "default" } = request.inputs;
    const id = `${String(eventBusName)}-${String(rule)}-${targetId}`;
    return { id, defaults: { targetId, eventBusName: "default" }, computed: {} };
  },

  "aws:scheduler/schedule:Schedule": (request) => {
    const name = autoName(request);
    const group = String(request.inputs.groupName ?? "default");
    return {
      id: `${group}/${name}`,
      defaults: { name, groupName: group, state: "ENABLED", scheduleExpressionTimezone: "UTC" },
      computed: { arn: arn(request, "scheduler", `schedule/${group}/${name}`) },
    };
  },
};
