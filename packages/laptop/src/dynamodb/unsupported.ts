import type { Answer } from "./answers";

const words = (text: string) => new Set(text.split(" "));

const PARTIQL = words("BatchExecuteStatement ExecuteStatement ExecuteTransaction");

const STREAMS = words("DescribeStream GetRecords GetShardIterator ListStreams");

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html */
const OTHERS = words(
  [
    "CreateBackup CreateGlobalTable DeleteBackup DeleteResourcePolicy DescribeBackup DescribeContinuousBackups",
    "DescribeContributorInsights DescribeEndpoints DescribeExport DescribeGlobalTable DescribeGlobalTableSettings",
    "DescribeImport DescribeKinesisStreamingDestination DescribeLimits DescribeTableReplicaAutoScaling",
    "DisableKinesisStreamingDestination EnableKinesisStreamingDestination ExportTableToPointInTime GetResourcePolicy",
    "ImportTable ListBackups ListContributorInsights ListExports ListGlobalTables ListImports PutResourcePolicy",
    "RestoreTableFromBackup RestoreTableToPointInTime UpdateContinuousBackups UpdateContributorInsights",
    "UpdateGlobalTable UpdateGlobalTableSettings UpdateKinesisStreamingDestination UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
  ].join(" "),
);

/** Says that an operation of DynamoDB is not emulated. Undefined if DynamoDB has no such operation. */
export function unsupported(operation: string): Answer | undefined {
  if (PARTIQL.has(operation))
    return notEmulated(
      `PartiQL (${operation}) is not emulated by pulumi-laptop. Use GetItem, Query, PutItem, UpdateItem, DeleteItem or a transaction of these.`,
    );
  if (STREAMS.has(operation))
    return notEmulated(
      `DynamoDB Streams (${operation}) are not emulated by pulumi-laptop: changes of tables are not recorded.`,
    );
  return OTHERS.has(operation)
    ? notEmulated(`${operation} of DynamoDB is not emulated by pulumi-laptop.`)
    : undefined;
}

/** A refusal of ours, whose code no error of AWS's has. */
export function notEmulated(message: string): Answer {
  return { status: 400, body: { __type: "NotEmulated", message } };
}
