import { refuse, textOf, type OfType, type PlainResource } from "../declared";
import type { LambdaFunction } from "../model";
import type { Receiver } from "./event-types";

/** What the program declares that events can go to. */
export interface Receivers {
  functions: readonly LambdaFunction[];
  queueArns: readonly string[];
  /** What the run leaves out. */
  leftOut: OfType;
}

/** The types of those that a run may leave out. */
const TYPES = ["aws:lambda/function:Function", "aws:lambda/alias:Alias", "aws:sqs/queue:Queue"];

/**
 * Finds who gets the events that go to an ARN.
 * @param sender the target or the schedule.
 * @throws UserError if that is none of the program's functions and queues.
 */
export function receiverOf(
  arn: string,
  messageGroupId: string | undefined,
  sender: PlainResource,
  { functions, queueArns, leftOut }: Receivers,
): Receiver {
  const [, functionArn = "", qualifier] =
    /^(arn:[^:]+:lambda:[^:]*:\d*:function:[^:]+)(?::(.+))?$/.exec(arn) ?? [];
  const called = functions.find((each) => each.arn === functionArn);
  if (called) {
    const functionName = called.name;
    return { kind: "function", arn, functionName, ...(qualifier && { qualifier }) };
  }
  if (queueArns.includes(arn))
    return { kind: "queue", arn, ...(messageGroupId && { messageGroupId }) };
  if (isLeftOut(arn, leftOut) || isLeftOut(functionArn, leftOut)) return { kind: "left out", arn };
  return refuse(
    sender,
    `sends to "${arn}", which is no function and no queue of this program. Others get no events on a laptop.`,
  );
}

/** Whether the run leaves out the receiver of an ARN. */
export function isLeftOut(arn: string, leftOut: OfType): boolean {
  return TYPES.flatMap(leftOut).some(({ outputs }) => textOf(outputs.arn) === arn);
}

/** @throws UserError that names the resource and the property, if reading its value throws. */
export function readProperty<Value>(
  resource: PlainResource,
  property: string,
  value: unknown,
  read: () => Value,
): Value {
  try {
    return read();
  } catch (error) {
    const shown = typeof value === "string" ? value : JSON.stringify(value);
    return refuse(resource, `has the ${property} ${shown}, which ${(error as Error).message}.`);
  }
}
