import type { Stage } from "@pulumi/aws/apigatewayv2";
import type { Table } from "@pulumi/aws/dynamodb";
import type * as lambda from "@pulumi/aws/lambda";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "pulumi-callback";

/** Posting to the connections of one stage. IAM knows no single connection, so the ARN ends in "*". */
export function manageConnections(stage: Stage): Statement {
  return {
    Effect: "Allow",
    Action: ["execute-api:ManageConnections"],
    Resource: pulumi.interpolate`${stage.executionArn}/POST/@connections/*`,
  };
}

/** Adding, removing and listing the items of a connection store's table. */
export function readWrite(table: Table): Statement {
  return {
    Effect: "Allow",
    Action: ["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"],
    Resource: table.arn,
  };
}

/** Deleting items, and nothing else. */
export function remove(table: Table): Statement {
  return { Effect: "Allow", Action: ["dynamodb:DeleteItem"], Resource: table.arn };
}

/** Reading and writing the items of a chunk store's table. */
export function remember(table: Table): Statement {
  return {
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
    Resource: table.arn,
  };
}

/** Invoking one function. */
export function invoke(target: lambda.Function): Statement {
  return { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: target.arn };
}

/** Sending to one queue. */
export function sendTo(queue: sqs.Queue): Statement {
  return { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: queue.arn };
}
