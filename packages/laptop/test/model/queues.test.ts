import { deepEqual, equal, throws } from "node:assert/strict";
import { buildModel } from "../../src/model/build";
import type { EventSource, Queue } from "../../src/model/queue-types";
import { Without } from "../../src/model/support/without";
import type { Properties } from "../../src/program/resource";
import { UserError } from "../../src/shared/errors";
import { assertProperties } from "../support/program/assert-properties";
import { CODE, Declared, SURROUNDINGS } from "../support/program/declared";
import { notEmulated } from "../support/program/not-emulated";

const JOBS = 'aws:sqs/queue:Queue "jobs"';
const LETTERS_ARN = "arn:aws:sqs:us-east-1:123456789012:letters";

describe("The model of a queue", () => {
  const queuesOf = (
    inputs: Properties,
    ...others: [type: string, inputs: Properties][]
  ): Queue[] => {
    const declared = new Declared();
    const name = inputs.fifoQueue ? {} : { name: "jobs" };
    const { outputs } = declared.add("aws:sqs/queue:Queue", "jobs", { ...name, ...inputs });
    declared.add("aws:sqs/queue:Queue", "letters", { name: "letters" });
    for (const [type, more] of others)
      declared.add(type, "other", { queueUrl: outputs.url, ...more });
    return buildModel(declared.evaluation, SURROUNDINGS).queues;
  };
  const refuses = (inputs: Properties, message: string) =>
    throws(() => queuesOf(inputs), new UserError("MODEL", message));

  it("has AWS's defaults", () => {
    deepEqual(queuesOf({})[0], {
      logicalName: "jobs",
      name: "jobs",
      arn: "arn:aws:sqs:us-east-1:123456789012:jobs",
      url: "https://sqs.us-east-1.amazonaws.com/123456789012/jobs",
      isFifo: false,
      visibilityTimeoutSeconds: 30,
      delaySeconds: 0,
      maximumMessageSize: 1_048_576,
      retentionSeconds: 345_600,
      receiveWaitTimeSeconds: 0,
      contentBasedDeduplication: false,
      deduplicationScope: "queue",
      redrive: undefined,
      policy: undefined,
    });
  });

  it("is a FIFO queue with its name's ending, also where Pulumi makes the name up", () => {
    const [queue] = queuesOf({
      fifoQueue: true,
      contentBasedDeduplication: true,
      deduplicationScope: "messageGroup",
    });
    equal(queue!.name.endsWith(".fifo"), true);
    assertProperties(queue, {
      isFifo: true,
      contentBasedDeduplication: true,
      deduplicationScope: "messageGroup",
    });
    refuses(
      { name: "jobs", fifoQueue: true },
      `${JOBS} has the name "jobs". The name of a FIFO queue, and of no other, ends in ".fifo".`,
    );
  });

  it("has a dead-letter queue and a policy of its own, or of resources for them", () => {
    const redrivePolicy = JSON.stringify({ deadLetterTargetArn: LETTERS_ARN, maxReceiveCount: 3 });
    const redrive = { targetArn: LETTERS_ARN, maxReceiveCount: 3 };
    assertProperties(queuesOf({ redrivePolicy, policy: "{}" })[0], { redrive, policy: "{}" });
    const apart = queuesOf(
      {},
      ["aws:sqs/redrivePolicy:RedrivePolicy", { redrivePolicy }],
      ["aws:sqs/queuePolicy:QueuePolicy", { policy: "{}" }],
    );
    assertProperties(apart[0], { redrive, policy: "{}" });
  });

  it("refuses what AWS refuses", () => {
    const policy = (deadLetterTargetArn: string, maxReceiveCount: unknown) =>
      JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
    refuses(
      { visibilityTimeoutSeconds: 43_201 },
      `${JOBS} has visibilityTimeoutSeconds 43201. Choose 0 to 43200.`,
    );
    refuses(
      { redrivePolicy: policy("arn:aws:sqs:us-east-1:123456789012:none", 3) },
      `${JOBS} has the dead-letter queue "arn:aws:sqs:us-east-1:123456789012:none", which is not a queue of this program. Declare it.`,
    );
    refuses(
      { name: "jobs.fifo", fifoQueue: true, redrivePolicy: policy(LETTERS_ARN, 3) },
      `${JOBS} and its dead-letter queue "letters" must both be FIFO queues, or both standard queues.`,
    );
    for (const redrivePolicy of ["{", policy(LETTERS_ARN, 0), "{}"]) {
      refuses(
        { redrivePolicy },
        `${JOBS} has a redrivePolicy that is not { deadLetterTargetArn, maxReceiveCount } with a count of 1 to 1000.`,
      );
    }
  });
});

describe("The model of an event source mapping", () => {
  const MAPPING = 'aws:lambda/eventSourceMapping:EventSourceMapping "mapping"';
  let declared: Declared;
  const declare = (inputs: Properties = {}, queue: Properties = {}) => {
    declared = new Declared();
    declared.add("aws:lambda/function:Function", "worker", {
      name: "worker",
      role: "arn:aws:iam::123456789012:role/own",
      handler: "index.handler",
      runtime: "nodejs24.x",
      timeout: 10,
      code: CODE,
    });
    const jobs = declared.add("aws:sqs/queue:Queue", "jobs", { name: "jobs", ...queue });
    declared.add("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
      eventSourceArn: jobs.outputs.arn,
      functionName: "worker",
      ...inputs,
    });
  };
  const build = (...asked: string[]): EventSource[] => {
    const { evaluation } = declared;
    const without = new Without(asked, evaluation.resources);
    return buildModel(evaluation, SURROUNDINGS, {}, without).eventSources;
  };
  const refuses = (inputs: Properties, message: string, queue: Properties = {}) => {
    declare(inputs, queue);
    throws(() => build(), new UserError("MODEL", `${MAPPING} ${message}`));
  };

  it("has AWS's defaults", () => {
    declare();
    deepEqual(build(), [
      {
        logicalName: "mapping",
        functionName: "worker",
        queueArn: "arn:aws:sqs:us-east-1:123456789012:jobs",
        batchSize: 10,
        windowMs: 0,
        reportsBatchItemFailures: false,
        maximumConcurrency: undefined,
        filters: [],
        enabled: true,
      },
    ]);
  });

  it("holds its settings", () => {
    declare({
      functionName: "arn:aws:lambda:us-east-1:123456789012:function:worker:$LATEST",
      batchSize: 100,
      maximumBatchingWindowInSeconds: 5,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: 2 },
      enabled: false,
    });
    assertProperties(build()[0], {
      functionName: "worker",
      qualifier: "$LATEST",
      batchSize: 100,
      windowMs: 5000,
      reportsBatchItemFailures: true,
      maximumConcurrency: 2,
      enabled: false,
    });
  });

  it("is left out with its queue or its function", () => {
    declare();
    deepEqual(build("jobs"), []);
    deepEqual(build("worker"), []);
    deepEqual(build("mapping"), []);
  });

  it("refuses what AWS refuses", () => {
    refuses(
      { batchSize: 11 },
      "has batchSize 11, which needs maximumBatchingWindowInSeconds of 1 or more.",
    );
    refuses({ batchSize: 10_001 }, "has batchSize 10001. Choose 1 to 10000.");
    refuses(
      { maximumBatchingWindowInSeconds: 301 },
      "has maximumBatchingWindowInSeconds 301. Choose 0 to 300.",
    );
    refuses(
      { maximumBatchingWindowInSeconds: 1 },
      "has a FIFO queue, which takes no maximumBatchingWindowInSeconds.",
      { name: "jobs.fifo", fifoQueue: true },
    );
    refuses(
      { scalingConfig: { maximumConcurrency: 1 } },
      "has maximumConcurrency 1. Choose 2 to 1000.",
    );
    refuses(
      {},
      "has a queue whose visibility timeout, 9 seconds, is less than the function's timeout, 10 seconds. AWS refuses that: set visibilityTimeoutSeconds of jobs.",
      { visibilityTimeoutSeconds: 9 },
    );
    refuses({ functionName: "none" }, 'calls "none", which is not a function of this program.');
    refuses(
      { eventSourceArn: "arn:aws:sqs:us-east-1:123456789012:none" },
      'has the queue "arn:aws:sqs:us-east-1:123456789012:none", which is not a queue of this program. Declare it.',
    );
  });

  it("refuses filters that AWS refuses", () => {
    const filterCriteria = (...patterns: unknown[]) => ({
      filterCriteria: { filters: patterns.map((pattern) => ({ pattern })) },
    });
    const why = (text: string) => `sets filterCriteria that AWS refuses: it ${text}.`;
    const kind = JSON.stringify({ body: { kind: ["a"] } });
    refuses(filterCriteria("{"), why("is not JSON"));
    refuses(filterCriteria('{"body":{"n":"a"}}'), why("needs an array or an object at body.n"));
    refuses(
      filterCriteria('{"attributes":{"SenderId":["a"]}}'),
      why('filters by "attributes". Queues are filtered by "body"'),
    );
    refuses(filterCriteria({ body: ["a"] }), why("needs patterns of 1 to 4096 characters"));
    refuses(
      filterCriteria(JSON.stringify({ body: ["a".repeat(4096)] })),
      why("needs patterns of 1 to 4096 characters"),
    );
    refuses(
      filterCriteria(...Array.from({ length: 11 }, () => kind)),
      why("has 11 filters. Choose 10 at most"),
    );
    declare(filterCriteria(kind, '{"body":["plain"]}'));
    deepEqual(build()[0]!.filters, [{ body: { kind: ["a"] } }, { body: ["plain"] }]);
  });

  it("refuses destinations, which a mapping of a queue does not take", () => {
    refuses(
      { destinationConfig: { onFailure: { destination: "arn:aws:sqs:us-east-1:1:q" } } },
      "sets destinationConfig, which a mapping of a queue does not take. Give the queue a redrivePolicy.",
    );
  });

  it("refuses streams and provisioned pollers by name", () => {
    declare({ eventSourceArn: "arn:aws:dynamodb:us-east-1:123456789012:table/t/stream/1" });
    throws(
      () => build(),
      /^UserError: aws:lambda\/eventSourceMapping:EventSourceMapping "mapping": not emulated/,
    );
    declare({ provisionedPollerConfig: { minimumPollers: 2 } });
    throws(
      () => build(),
      notEmulated(`${MAPPING} sets provisionedPollerConfig, which is not emulated.`),
    );
  });
});
