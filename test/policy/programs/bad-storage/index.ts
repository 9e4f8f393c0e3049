import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as dynamodb from "@pulumi/aws/dynamodb";

new dynamodb.Table("connections", {
  hashKey: "connectionId",
  attributes: [{ name: "connectionId", type: "S" }],
  billingMode: "PAY_PER_REQUEST",
});

new cloudwatch.LogGroup("log");
