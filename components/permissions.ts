import type { Stage } from "@pulumi/aws/apigatewayv2";
import type { Table } from "@pulumi/aws/dynamodb";
import type * as lambda from "@pulumi/aws/lambda";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "pulumi-callback";

/** Posting to the connections of one stage. The resource of such a call names no connection: it ends in a template. */
export function manageConnections(stage: Stage): Statement {
  return {
    Effect: "Allow",
    Action: ["execute-api:ManageConnections"],
    Resource: pulumi.interpolate`${stage.executionArn}/POST/@connections/*`,
  };
}

/** What a connection store does with its table: add, remove and list. */
export function readWrite(table: Table): Statement {
  return {
    Effect: "Allow",
    Action: ["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"],
    Resource: table.arn,
  };
}

/** Removing what is stored, and nothing else. */
export function remove(table: Table): Statement {
  return { Effect: "Allow", Action: ["dynamodb:DeleteItem"], Resource: table.arn };
}

/** What a chunk store does with its table. */
export function remember(table: Table): Statement {
  return {
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
    Resource: table.arn,
  };
}

/** Calling one function. */
export function invoke(target: lambda.Function): Statement {
  return { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: target.arn };
}

/** Sending to one queue. */
export function sendTo(queue: sqs.Queue): Statement {
  return { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: queue.arn };
}
