import type * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as lambda from "@pulumi/aws/lambda";
import * as sns from "@pulumi/aws/sns";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

/** The share of a function's timeout above which the function counts as slow. */
const SLOW = 0.8;

export interface AlarmsArgs {
  stage: apigatewayv2.Stage;
  /** Functions by the names of their alarms. */
  functions: Record<string, lambda.Function>;
  /** Failure queues by the names of their alarms. */
  failures: Record<string, sqs.Queue>;
  /** Where alarms are e-mailed once the recipient has confirmed; nowhere if empty. */
  alarmEmail: string;
  /** ARN of the KMS key that encrypts the topic; none by default. */
  encryptionKeyArn?: pulumi.Input<string> | undefined;
}

interface Condition {
  /** Ends the alarm's name. */
  kind: string;
  description: string;
  namespace: "AWS/Lambda" | "AWS/ApiGateway" | "AWS/SQS";
  metricName: string;
  dimensions: Record<string, pulumi.Input<string>>;
  statistic: "Sum" | "Maximum" | "p99";
  /** One minute above it raises the alarm. */
  threshold: pulumi.Input<number>;
}

/**
 * Sends an e-mail when messages fail.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export class Alarms extends pulumi.ComponentResource {
  readonly topic: sns.Topic;

  constructor(name: string, args: AlarmsArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:Alarms", name, {}, options);
    this.topic = new sns.Topic(name, { kmsMasterKeyId: args.encryptionKeyArn }, { parent: this });
    if (args.alarmEmail !== "") {
      new sns.TopicSubscription(
        `${name}-email`,
        { topic: this.topic.arn, protocol: "email", endpoint: args.alarmEmail },
        { parent: this },
      );
    }
    const conditions = [
      ofStage(args.stage),
      ...Object.entries(args.functions).flatMap(([key, watched]) => ofFunction(key, watched)),
      ...Object.entries(args.failures).map(([key, queue]) => ofFailures(key, queue)),
    ];
    for (const { kind, description, statistic, ...metric } of conditions) {
      new cloudwatch.MetricAlarm(
        `${name}-${kind}`,
        {
          ...metric,
          alarmDescription: description,
          ...(statistic === "p99" ? { extendedStatistic: statistic } : { statistic }),
          comparisonOperator: "GreaterThanThreshold",
          period: 60,
          evaluationPeriods: 1,
          // A minute without events is a good minute.
          treatMissingData: "notBreaching",
          alarmActions: [this.topic.arn],
          okActions: [this.topic.arn],
        },
        { parent: this },
      );
    }
    this.registerOutputs({ topic: this.topic });
  }
}

function ofFunction(key: string, { name, timeout }: lambda.Function): Condition[] {
  const metric = { namespace: "AWS/Lambda", dimensions: { FunctionName: name } } as const;
  return [
    {
      ...metric,
      kind: `${key}-errors`,
      description: "The function threw an error, ran out of memory or timed out.",
      metricName: "Errors",
      statistic: "Sum",
      threshold: 0,
    },
    {
      ...metric,
      kind: `${key}-throttles`,
      description: "Events were throttled: the function reached its concurrency limit.",
      metricName: "Throttles",
      statistic: "Sum",
      threshold: 0,
    },
    {
      ...metric,
      kind: `${key}-duration`,
      description: `1 % of the events took more than ${SLOW * 100} % of the timeout.`,
      metricName: "Duration",
      statistic: "p99",
      threshold: pulumi.output(timeout).apply((seconds) => (seconds ?? 3) * 1000 * SLOW),
    },
  ];
}

function ofFailures(key: string, { name }: sqs.Queue): Condition {
  return {
    kind: `${key}-failures`,
    description: "The failure queue holds events that failed every retry.",
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: name },
    statistic: "Maximum",
    threshold: 0,
  };
}

function ofStage({ apiId, name }: apigatewayv2.Stage): Condition {
  return {
    kind: "execution-errors",
    description: "API Gateway could not invoke the function, or the integration timed out.",
    namespace: "AWS/ApiGateway",
    metricName: "ExecutionError",
    dimensions: { ApiId: apiId, Stage: name },
    statistic: "Sum",
    threshold: 0,
  };
}
