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

/** Closing the connections of one stage. */
export function closeConnections(stage: Stage): Statement {
  return {
    Effect: "Allow",
    Action: ["execute-api:ManageConnections"],
    Resource: pulumi.interpolate`${stage.executionArn}/DELETE/@connections/*`,
  };
}

/** Adding and removing the items of a connection store's table. */
export function addAndRemove(table: Table): Statement {
  return on(table, ["dynamodb:PutItem", "dynamodb:DeleteItem"]);
}

/** Listing and looking up the items of a connection store's table, counting messages there, and removing items. */
export function listAndCount(table: Table): Statement {
  return on(table, [
    "dynamodb:Scan",
    "dynamodb:GetItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
  ]);
}

/** Listing and looking up the items of a connection store's table, and removing them. */
export function listAndRemove(table: Table): Statement {
  return on(table, ["dynamodb:Scan", "dynamodb:GetItem", "dynamodb:DeleteItem"]);
}

/** Looking up and removing items, and nothing else. */
export function lookUpAndRemove(table: Table): Statement {
  return on(table, ["dynamodb:GetItem", "dynamodb:DeleteItem"]);
}

/** Reading and writing the items of a chunk store's table. */
export function remember(table: Table): Statement {
  return on(table, ["dynamodb:GetItem", "dynamodb:PutItem"]);
}

/** Invoking one function. */
export function invoke(target: lambda.Function): Statement {
  return { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: target.arn };
}

/** Sending to one queue. */
export function sendTo(queue: sqs.Queue): Statement {
  return { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: queue.arn };
}

function on(table: Table, Action: string[]): Statement {
  return { Effect: "Allow", Action, Resource: table.arn };
}
