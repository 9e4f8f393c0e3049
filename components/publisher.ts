import type * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { invokeFanOut } from "../handlers/fan-out/invoke-fan-out";
import { managementApi } from "../handlers/management/management-api";
import { publish } from "../handlers/publish/publish";
import { JSON_LOGS } from "./view/json-logs";
import { Callback, type CallbackArgs, type Statement } from "pulumi-callback";
import { invoke } from "./permissions";
import type { Connections } from "./stores/connections";

type FunctionArgs = Pick<
  CallbackArgs<never, never, void>,
  "memorySize" | "timeout" | "logRetentionDays" | "tracing" | "encryptionKeyArn" | "vpcConfig"
>;

export interface PublisherArgs extends FunctionArgs {
  /** Where connections are stored. */
  connections: Connections;
  /** Permission to post to the connections, and to pass them to fan-out. */
  allow: Statement[];
  environment: Record<string, pulumi.Input<string>>;
}

/**
 * Sends to everyone, to a user or to a connection what other systems have to say. They invoke its function, and
 * need no other permission; so do EventBridge rules, SNS topics and SQS queues.
 */
export class Publisher extends pulumi.ComponentResource {
  readonly function: lambda.Function;
  /** All that a caller needs: for the policy of its role. */
  readonly mayPublish: Statement;

  constructor(name: string, args: PublisherArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:Publisher", name, {}, options);
    // A closure captures names: this one captures the store's code and nothing else of `args`.
    const { createStore } = args.connections;
    this.function = new Callback(
      name,
      {
        memorySize: args.memorySize,
        timeout: args.timeout,
        logRetentionDays: args.logRetentionDays,
        tracing: args.tracing,
        loggingConfig: JSON_LOGS,
        encryptionKeyArn: args.encryptionKeyArn,
        vpcConfig: args.vpcConfig,
        allow: [...args.allow, ...args.connections.list],
        environment: { ...args.connections.environment, ...args.environment },
        callbackFactory: () =>
          publish(createStore(), managementApi(), invokeFanOut(process.env.FAN_OUT_FUNCTION ?? "")),
      },
      { parent: this },
    ).function;
    this.mayPublish = invoke(this.function);
    this.registerOutputs({ function: this.function });
  }
}
