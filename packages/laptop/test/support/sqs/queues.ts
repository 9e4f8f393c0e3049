import { SQSClient } from "@aws-sdk/client-sqs";
import type { AccessControl } from "../../../src/iam/access/access";
import type { Model } from "../../../src/model/model";
import type { EventSource, Queue } from "../../../src/model/queue-types";
import { startSqs, type Sqs } from "../../../src/sqs/start";
import { FakeClock } from "../fake-clock";
import { modelOf } from "../models";
import { recordJournal, type Recorder } from "../recorder";

/** A standard queue with AWS's defaults. */
export function queueOf(name: string, parts: Partial<Queue> = {}): Queue {
  return {
    logicalName: name,
    name,
    arn: `arn:aws:sqs:us-east-1:123456789012:${name}`,
    url: `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`,
    isFifo: name.endsWith(".fifo"),
    visibilityTimeoutSeconds: 30,
    delaySeconds: 0,
    maximumMessageSize: 1024 * 1024,
    retentionSeconds: 345_600,
    receiveWaitTimeSeconds: 0,
    contentBasedDeduplication: false,
    deduplicationScope: "queue",
    redrive: undefined,
    policy: undefined,
    ...parts,
  };
}

/** An event source mapping of a queue, with Lambda's defaults, to the function "worker". */
export function eventSourceOf(queue: Queue, parts: Partial<EventSource> = {}): EventSource {
  return {
    logicalName: queue.logicalName,
    functionName: "worker",
    queueArn: queue.arn,
    batchSize: 10,
    windowMs: 0,
    reportsBatchItemFailures: false,
    maximumConcurrency: undefined,
    filters: [],
    enabled: true,
    ...parts,
  };
}

export interface TestSqs extends Recorder {
  clock: FakeClock;
  service: Sqs;
  /** Never tries twice. */
  client: SQSClient;
  /** Calls SQS without the SDK. */
  call(init: RequestInit & { path?: string }): Promise<Response>;
  close(): Promise<void>;
}

export async function startTestSqs(
  queues: Queue[],
  { access, ...parts }: { access?: AccessControl } & Partial<Model> = {},
): Promise<TestSqs> {
  const clock = new FakeClock();
  const recorder = recordJournal(clock);
  const service = await startSqs(modelOf({ queues, ...parts }), {
    ...(access && { access }),
    clock,
    journal: recorder.journal,
  });
  const client = new SQSClient({
    endpoint: service.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  return {
    ...recorder,
    clock,
    service,
    client,
    call: ({ path = "/", ...init }) => fetch(service.endpoint + path, { method: "POST", ...init }),
    async close() {
      client.destroy();
      await service.close();
    },
  };
}
