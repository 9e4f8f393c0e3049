import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { fanOut } from "../handlers/fan-out/fan-out";
import { invokeFanOut } from "../handlers/fan-out/invoke-fan-out";
import { postToConnections } from "../handlers/management/post-to-connections";
import { JSON_LOGS } from "./view/json-logs";
import { Callback, type CallbackArgs, type Statement } from "pulumi-callback";
import type { KnownConnections } from "../handlers/broadcast/recipient";
import type { ChunkStore } from "../handlers/stores/chunk-store";
import type { Connections } from "./stores/connections";
import { invoke, sendTo } from "./permissions";

type FunctionArgs = Pick<
  CallbackArgs<never, never, void>,
  "memorySize" | "logRetentionDays" | "tracing" | "encryptionKeyArn" | "vpcConfig"
>;

export interface FanOutArgs extends FunctionArgs {
  /** Where connections and chunks are stored: those of everyone, or any others. */
  connections: FanOutConnections;
  /** Permission to post to the connections. */
  allow: Statement[];
  environment: Record<string, pulumi.Input<string>>;
  /** Reserved concurrency: chunks sent at once. -1 uses the account's unreserved concurrency. */
  fanOutConcurrency: number;
  connectionsPerInvocation: number;
  /** The account's limit of API Gateway requests per second. */
  postsPerSecond: number;
}

/** What the function needs to know of connections, and its record of chunks. */
export interface FanOutConnections extends Pick<Connections, "environment" | "forget"> {
  chunks: Omit<Connections["chunks"], "createStores"> & {
    createStores: () => [KnownConnections, ChunkStore];
  };
}

const TIMEOUT_SECONDS = 60;
/** A chat message that is later than this is not worth sending. */
const MAX_AGE_SECONDS = 15 * 60;
const FAILURES_KEPT_SECONDS = 14 * 24 * 60 * 60;
/** Without reserved concurrency, this many invocations are assumed to share the account's requests. */
const USUAL_CONCURRENCY = 10;

/**
 * Sends a broadcast to the connections that one invocation has no time for. It is invoked asynchronously
 * with chunks of them; a chunk that fails every retry ends in a queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
 */
export class FanOut extends pulumi.ComponentResource {
  readonly function: lambda.Function;
  /** Chunks that were not sent, with the reason. */
  readonly failures: sqs.Queue;
  /** Environment variables of the function that broadcasts. */
  readonly environment: Record<string, pulumi.Input<string>>;

  constructor(name: string, args: FanOutArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:FanOut", name, {}, options);
    const { connections, fanOutConcurrency, connectionsPerInvocation, postsPerSecond } = args;
    const { chunks } = connections;
    // A closure captures names: this one captures the stores' code and nothing else of `args`.
    const { createStores } = chunks;

    this.failures = new sqs.Queue(
      `${name}-failures`,
      {
        messageRetentionSeconds: FAILURES_KEPT_SECONDS,
        // What failed is what people wrote: bodies of messages.
        ...(args.encryptionKeyArn
          ? { kmsMasterKeyId: args.encryptionKeyArn }
          : { sqsManagedSseEnabled: true }),
      },
      { parent: this },
    );

    const concurrency = fanOutConcurrency > 0 ? fanOutConcurrency : USUAL_CONCURRENCY;
    const callback = new Callback(
      name,
      {
        memorySize: args.memorySize,
        timeout: TIMEOUT_SECONDS,
        reservedConcurrency: fanOutConcurrency,
        logRetentionDays: args.logRetentionDays,
        tracing: args.tracing,
        loggingConfig: JSON_LOGS,
        encryptionKeyArn: args.encryptionKeyArn,
        vpcConfig: args.vpcConfig,
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
            invokeFanOut(process.env.AWS_LAMBDA_FUNCTION_NAME ?? ""),
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

    // It invokes itself with the chunks it has no time for. Its ARN exists only after the function does.
    new iam.RolePolicy(
      `${name}-invoke-itself`,
      {
        role: callback.role.name,
        policy: { Version: "2012-10-17", Statement: [invoke(this.function)] },
      },
      // Its former name, so that deployed stacks keep the policy.
      { parent: this, aliases: [{ name: `${name}-hand-on` }] },
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
