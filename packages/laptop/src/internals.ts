import type { Socket } from "node:net";
import type { Credentials } from "./iam/access/credentials";
import type { GrantUsage } from "./iam/usage/usage";
import type { InvocationResult } from "./lambda/invoke/invocation";
import type { QueueState } from "./sqs/queue-state";
import type { InProgress } from "./shared/in-progress";

/** What a test sees of the services: plain types, so that whoever uses them needs no others. */
export interface Internals {
  /** Invokes a function by its name in AWS. @throws Refusal if it is throttled. */
  invoke(functionName: string, payload: string): Promise<InvocationResult>;
  /** The execution environments that have not ended; of one function if its name in AWS is given. */
  environments(functionName?: string): RunningEnvironment[];
  /** The connection that was made from a port of this machine. */
  madeFrom(port: number): { socket: Socket; connectionId: string | undefined } | undefined;
  /** A queue of the program by its ARN. */
  queue(arn: string): QueueState | undefined;
  /** Signs calls with the permissions of a role. */
  credentialsOf(roleArn: string): Credentials;
  /** How often each statement was used since the start. */
  usage(): GrantUsage[];
  /** What of the services is not over. */
  inProgress: InProgress;
}

export interface RunningEnvironment {
  readonly id: string;
  readonly state: "init" | "busy" | "idle" | "ended";
  /** Kills its process. Settles when nothing is left of it. */
  kill(): Promise<void>;
}
