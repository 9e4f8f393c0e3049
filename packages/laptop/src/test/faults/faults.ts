import type { AccessControl, Action, Denial, SignedRequest } from "../../iam/access/access";
import type { Clock, Timer } from "../../shared/clock";
import { UserError } from "../../shared/errors";
import type { Journal } from "../../shared/journal";
import { millisecondsOf, type Duration } from "../time/duration";
import { awsError } from "./aws-errors";

export interface FailOptions {
  /** How many calls fail; every one if not given. */
  times?: number;
  /** AWS's name of the error, for example `ThrottlingException`; an internal error if not given. */
  with?: string;
}

export interface DelayOptions {
  /** How many calls take longer; every one if not given. */
  times?: number;
}

/** What a test has made of calls. */
export interface Fault {
  /** How many calls it has met. */
  readonly calls: number;
  /** Ends it. */
  end(): void;
}

interface Armed {
  action: string;
  left: number;
  calls: number;
}

/** The actions that functions call of what answers here, beside those of DynamoDB and SQS. */
const OTHER_ACTIONS = ["execute-api:ManageConnections", "lambda:InvokeFunction"];

/** Makes calls of functions fail, or take long, where they arrive at a local service. */
export class Faults {
  readonly #failures = new Set<Armed & { denial: Denial }>();
  readonly #delays = new Set<Armed & { delayMs: number }>();
  /** Calls that wait for the clock. */
  readonly #held = new Set<Timer>();

  constructor(
    private readonly clock: Clock,
    private readonly journal: Journal,
  ) {}

  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /** @param action an IAM action, for example `dynamodb:PutItem`. @throws UserError for one that nothing here answers. */
  fail(action: string, { times = Infinity, with: type }: FailOptions = {}): Fault {
    requireKnown(action);
    return arm(this.#failures, { action, left: times, calls: 0, denial: awsError(action, type) });
  }

  /** @param action as for `fail`. @param duration on the laptop's clock. */
  delay(action: string, duration: Duration, { times = Infinity }: DelayOptions = {}): Fault {
    requireKnown(action);
    const delayMs = millisecondsOf(duration);
    return arm(this.#delays, { action, left: times, calls: 0, delayMs });
  }

  /** Puts the faults between the services and who decides what callers may do. */
  intercept(access: AccessControl): AccessControl {
    return {
      ...access,
      // A call that IAM refuses reaches no service.
      check: (request, service, actions) =>
        access.check(request, service, actions) ?? this.#failureOf(request, actions),
      hold: (request, actions) => this.#hold(request, actions),
    };
  }

  /** Lets go of calls that wait. */
  close(): void {
    for (const timer of this.#held) timer.cancel();
    this.#held.clear();
  }

  #failureOf(request: SignedRequest, actions: Action[]): Denial | undefined {
    const failure = met(this.#failures, request, actions);
    if (!failure) return undefined;
    const { action, denial } = failure;
    this.journal.record("iam", "fault", { action, type: denial.type.split("#").pop() });
    return denial;
  }

  #hold(request: Pick<SignedRequest, "headers">, actions: Action[]): Promise<void> | undefined {
    const delay = met(this.#delays, request, actions);
    if (!delay) return undefined;
    const { action, delayMs } = delay;
    this.journal.record("iam", "delay", { action, delayMs });
    return new Promise((resolve) => {
      const timer = this.clock.after(delayMs, () => {
        this.#held.delete(timer);
        resolve();
      });
      this.#held.add(timer);
    });
  }
}

function arm<T extends Armed>(all: Set<T>, one: T): Fault {
  all.add(one);
  return {
    get calls() {
      return one.calls;
    },
    end: () => void all.delete(one),
  };
}

/** The fault that a call meets, if a function's credentials sign it: a test's own calls meet none. */
function met<T extends Armed>(
  all: Set<T>,
  { headers }: Pick<SignedRequest, "headers">,
  actions: Action[],
): T | undefined {
  if (all.size === 0 || !/Credential=ASIA/.test(String(headers.authorization))) return undefined;
  const found = [...all].find(({ action }) => actions.some((each) => matches(action, each.action)));
  if (!found) return undefined;
  found.calls++;
  if (--found.left <= 0) all.delete(found);
  return found;
}

function matches(pattern: string, action: string): boolean {
  return pattern.endsWith("*") ? action.startsWith(pattern.slice(0, -1)) : pattern === action;
}

function requireKnown(action: string): void {
  if (/^(dynamodb|sqs):([A-Z]\w+|\*)$/.test(action) || OTHER_ACTIONS.includes(action)) return;
  throw new UserError(
    "USAGE",
    `"${action}" is no action of a service that answers here. Choose one of DynamoDB or SQS, for example "dynamodb:PutItem", or ${OTHER_ACTIONS.map((each) => `"${each}"`).join(" or ")}.`,
  );
}
