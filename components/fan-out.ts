import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { fanOut } from "../handlers/fan-out/fan-out";
import { handOnTo } from "../handlers/fan-out/invoke-fan-out";
import { postToConnections } from "../handlers/management/post-to-connections";
import { Callback, type CallbackArgs, type Statement } from "pulumi-callback";
import type { Connections } from "./stores/connections";
import { invoke, sendTo } from "./permissions";

type FunctionArgs = Pick<
  CallbackArgs<never, never, void>,
  "memorySize" | "logRetentionDays" | "sourceMap" | "tracing" | "encryptionKeyArn" | "vpcConfig"
>;

export interface FanOutArgs extends FunctionArgs {
  /** Where connections and chunks are remembered. */
  connections: Connections;
  /** What posting to the connections takes. */
  allow: Statement[];
  environment: Record<string, pulumi.Input<string>>;
  /** Chunks that are served at once, kept for this function alone; -1 for what the account has left. */
  fanOutConcurrency: number;
  connectionsPerInvocation: number;
  /** Requests a second that API Gateway grants the account. */
  postsPerSecond: number;
}

const TIMEOUT_SECONDS = 60;
/** A message that comes later is of no use to a chat. */
const MAX_AGE_SECONDS = 15 * 60;
const FAILURES_KEPT_SECONDS = 14 * 24 * 60 * 60;
/** Among so many invocations the account's requests are shared if their number is not limited. */
const USUAL_CONCURRENCY = 10;

/**
 * Serves the connections of a broadcast that are too many for one invocation. It is invoked with chunks of
 * them, asynchronously; a chunk that fails again and again ends in a queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
 */
export class FanOut extends pulumi.ComponentResource {
  readonly function: lambda.Function;
  /** Chunks that were not served, with the reason. */
  readonly failures: sqs.Queue;
  /** What the function that broadcasts must know. */
  readonly environment: Record<string, pulumi.Input<string>>;

  constructor(name: string, args: FanOutArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:FanOut", name, {}, options);
    const { connections, fanOutConcurrency, connectionsPerInvocation, postsPerSecond } = args;
    const { chunks } = connections;
    const { createStores } = chunks;

    this.failures = new sqs.Queue(
      `${name}-failures`,
      { messageRetentionSeconds: FAILURES_KEPT_SECONDS, sqsManagedSseEnabled: true },
      { parent: this },
    );

    const concurrency = fanOutConcurrency > 0 ? fanOutConcurrency : USUAL_CONCURRENCY;
    const callback = new Callback(
      name,
      {
        ...args,
        timeout: TIMEOUT_SECONDS,
        reservedConcurrency: fanOutConcurrency,
        allow: [...args.allow, ...connections.forget, ...chunks.allow, sendTo(this.failures)],
        environment: {
          ...args.environment,
          ...connections.environment,
          ...chunks.environment,
          CONNECTIONS_PER_INVOCATION: String(connectionsPerInvocation),
          POSTS_PER_SECOND: String(Math.ceil(postsPerSecond / (concurrency + 1))),
        },
        callbackFactory: () =>
          fanOut(
            ...createStores(),
            postToConnections(),
            handOnTo(process.env.AWS_LAMBDA_FUNCTION_NAME ?? ""),
          ),
      },
      { parent: this },
    );
    this.function = callback.function;
    this.environment = {
      FAN_OUT_FUNCTION: this.function.name,
      CONNECTIONS_PER_INVOCATION: String(connectionsPerInvocation),
      POSTS_PER_SECOND: String(postsPerSecond),
    };

    // It hands on what it has no time for, to itself. That is known only when it exists.
    new iam.RolePolicy(
      `${name}-hand-on`,
      {
        role: callback.role.name,
        policy: { Version: "2012-10-17", Statement: [invoke(this.function)] },
      },
      { parent: this },
    );

    new lambda.FunctionEventInvokeConfig(
      name,
      {
        functionName: this.function.name,
        maximumRetryAttempts: 2,
        maximumEventAgeInSeconds: MAX_AGE_SECONDS,
        destinationConfig: { onFailure: { destination: this.failures.arn } },
      },
      { parent: this },
    );

    this.registerOutputs({ function: this.function, failures: this.failures });
  }
}
