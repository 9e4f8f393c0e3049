/** Remembers connections for two hours, and sends every message to all of them. */
export const EVENTS = `
const { DynamoDBClient, PutItemCommand, DeleteItemCommand, ScanCommand } = require("@aws-sdk/client-dynamodb");
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require("@aws-sdk/client-apigatewaymanagementapi");
const once = { maxAttempts: 1 };
const database = new DynamoDBClient(once);
const TableName = process.env.TABLE;
exports.handler = async ({ requestContext, body }) => {
  const { connectionId, eventType, domainName, stage } = requestContext;
  const Key = { id: { S: connectionId } };
  if (eventType === "CONNECT") {
    const expiresAt = { N: String(Math.floor(Date.now() / 1000) + 7200) };
    await database.send(new PutItemCommand({ TableName, Item: { ...Key, expiresAt } }));
  } else if (eventType === "DISCONNECT") {
    await database.send(new DeleteItemCommand({ TableName, Key }));
  } else {
    const endpoint = process.env.ENDPOINT;
    const management = new ApiGatewayManagementApiClient({ endpoint, ...once });
    const { Items } = await database.send(new ScanCommand({ TableName, ConsistentRead: true }));
    const failures = [];
    for (const { id } of Items)
      await management
        .send(new PostToConnectionCommand({ ConnectionId: id.S, Data: body }))
        .catch(({ name, message, $metadata }) => failures.push([name, message, $metadata.httpStatusCode]));
    if (failures.length > 0) console.log(JSON.stringify(failures));
  }
  return { statusCode: 200 };
};`;

/** Does what its event says. */
export const WORKER = `
const { LambdaClient, InvokeCommand } = require("@aws-sdk/client-lambda");
exports.handler = async (event) => {
  if (event.error) throw new TypeError(event.error);
  if (event.hang) await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (event.call) {
    const client = new LambdaClient({ maxAttempts: 1 });
    return client.send(new InvokeCommand({ FunctionName: process.env.AWS_LAMBDA_FUNCTION_NAME, Payload: "{}" })).then(
      () => "called",
      ({ name, message, Reason, $metadata }) => ({ name, message, Reason, status: $metadata.httpStatusCode }),
    );
  }
  return { event, pid: process.pid };
};`;
