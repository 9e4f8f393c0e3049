import { deepEqual, equal, match } from "node:assert/strict";
import { queueOf, startTestSqs, type TestSqs } from "../support/sqs/queues";

const PATH = "/123456789012/jobs";

describe("The protocols of SQS", () => {
  let sqs: TestSqs;
  beforeEach(async () => {
    sqs = await startTestSqs([queueOf("jobs")]);
  });
  afterEach(() => sqs.close());

  const json = async (operation: string, input: unknown) => {
    const headers = {
      "Content-Type": "application/x-amz-json-1.0",
      "X-Amz-Target": `AmazonSQS.${operation}`,
    };
    const body = typeof input === "string" ? input : JSON.stringify(input);
    const response = await sqs.call({ headers, body });
    const text = await response.text();
    const { status } = response;
    const error = response.headers.get("x-amzn-query-error");
    return { status, error, type: response.headers.get("content-type"), text };
  };
  const query = async (form: Record<string, string>, path = PATH) => {
    const body = new URLSearchParams({ Version: "2012-11-05", ...form });
    const response = await sqs.call({ path, body });
    const text = (await response.text())
      .replace(/<RequestId>[\da-f-]{36}</, "<RequestId>ID<")
      .replace(/<MessageId>[\da-f-]{36}</, "<MessageId>ID<")
      .replace(/<ReceiptHandle>[\w+/=]+</, "<ReceiptHandle>HANDLE<");
    return { status: response.status, type: response.headers.get("content-type"), text };
  };
  const QueueUrl = queueOf("jobs").url;
  const NAMESPACE = 'xmlns="http://queue.amazonaws.com/doc/2012-11-05/"';
  const METADATA = "<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata>";

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html
  it("answers requests in JSON", async () => {
    const sent = await json("SendMessage", { QueueUrl, MessageBody: "This is a test message" });
    deepEqual([sent.status, sent.type], [200, "application/x-amz-json-1.0"]);
    const { MessageId, ...rest } = JSON.parse(sent.text) as Record<string, string>;
    deepEqual(rest, { MD5OfMessageBody: "fafb00f5732ab283681e124bf8747ed1" });
    match(MessageId!, /^[\da-f-]{36}$/);
    deepEqual(
      await json("ReceiveMessage", { QueueUrl, VisibilityTimeout: 1 }).then(({ status }) => status),
      200,
    );
    equal((await json("ReceiveMessage", { QueueUrl })).text, "{}");
  });

  it("answers errors in JSON, with the code of the other protocol", async () => {
    const unknown = QueueUrl.replace("jobs", "none");
    deepEqual(await json("SendMessage", { QueueUrl: unknown, MessageBody: "x" }), {
      status: 400,
      error: "AWS.SimpleQueueService.NonExistentQueue;Sender",
      type: "application/x-amz-json-1.0",
      text: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}',
    });
    const { error, text } = await json("SendMessage", { QueueUrl });
    equal(error, "MissingParameter;Sender");
    match(text, /The request must contain the parameter MessageBody\./);
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
  it("answers forms in XML", async () => {
    const form = { Action: "SendMessage", MessageBody: "This is a test message" };
    deepEqual(await query(form), {
      status: 200,
      type: "text/xml",
      text: `<?xml version="1.0"?><SendMessageResponse ${NAMESPACE}><SendMessageResult><MD5OfMessageBody>fafb00f5732ab283681e124bf8747ed1</MD5OfMessageBody><MessageId>ID</MessageId></SendMessageResult>${METADATA}</SendMessageResponse>`,
    });
  });

  it("reads and writes attributes and lists in forms", async () => {
    await query({
      Action: "SendMessage",
      MessageBody: "<a> & 'b'",
      "MessageAttribute.1.Name": "city",
      "MessageAttribute.1.Value.DataType": "String",
      "MessageAttribute.1.Value.StringValue": "Bern",
    });
    const received = await query({
      Action: "ReceiveMessage",
      MaxNumberOfMessages: "10",
      VisibilityTimeout: "0",
      "MessageAttributeName.1": "All",
      "AttributeName.1": "ApproximateReceiveCount",
    });
    equal(
      received.text,
      `<?xml version="1.0"?><ReceiveMessageResponse ${NAMESPACE}><ReceiveMessageResult><Message><Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute><Body>&lt;a&gt; &amp; 'b'</Body><MD5OfBody>cdb7a5dc3a5e6b1b1ac1ae2e9bd1b4ee</MD5OfBody><MD5OfMessageAttributes>X</MD5OfMessageAttributes><MessageAttribute><Name>city</Name><Value><DataType>String</DataType><StringValue>Bern</StringValue></Value></MessageAttribute><MessageId>ID</MessageId><ReceiptHandle>HANDLE</ReceiptHandle></Message></ReceiveMessageResult>${METADATA}</ReceiveMessageResponse>`
        .replace(/(?<=<MD5OfBody>)\w+/, /<MD5OfBody>(\w+)/.exec(received.text)![1]!)
        .replace(
          /(?<=<MD5OfMessageAttributes>)\w+/,
          /<MD5OfMessageAttributes>(\w+)/.exec(received.text)![1]!,
        ),
    );
    const batch = await query({
      Action: "SendMessageBatch",
      "SendMessageBatchRequestEntry.1.Id": "a",
      "SendMessageBatchRequestEntry.1.MessageBody": "one",
      "SendMessageBatchRequestEntry.2.Id": "b",
      "SendMessageBatchRequestEntry.2.MessageBody": "two",
      "SendMessageBatchRequestEntry.2.DelaySeconds": "901",
    });
    match(
      batch.text,
      /<SendMessageBatchResultEntry><Id>a<\/Id><MD5OfMessageBody>f97c5d29941bfb1b2fdab0874906ab82</,
    );
    match(
      batch.text,
      /<BatchResultErrorEntry><Id>b<\/Id><SenderFault>true<\/SenderFault><Code>InvalidParameterValue</,
    );
  });

  it("answers errors of forms in XML", async () => {
    const form = { Action: "ReceiveMessage" };
    deepEqual(await query(form, "/123456789012/none"), {
      status: 400,
      type: "text/xml",
      text: `<?xml version="1.0"?><ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist for this wsdl version.</Message><Detail/></Error><RequestId>ID</RequestId></ErrorResponse>`,
    });
  });

  it("finds the queue of a form in a field too", async () => {
    const form = { Action: "GetQueueAttributes", QueueUrl, "AttributeName.1": "QueueArn" };
    match((await query(form, "/")).text, /<Attribute><Name>QueueArn<\/Name><Value>arn:aws:sqs:/);
  });

  for (const [what, operation, input] of [
    ["no JSON", "SendMessage", "{"],
    ["no object", "SendMessage", "[]"],
    [
      "attributes that are no map",
      "SendMessage",
      { QueueUrl, MessageBody: "x", MessageAttributes: 7 },
    ],
    ["entries that are none", "SendMessageBatch", { QueueUrl, Entries: [null] }],
    ["a URL that is none", "SendMessage", { QueueUrl: 7, MessageBody: "x" }],
    [
      "a queue of another account",
      "SendMessage",
      { QueueUrl: QueueUrl.replace("123456789012", "999999999999"), MessageBody: "x" },
    ],
    [
      "the name of a queue of another account",
      "GetQueueUrl",
      { QueueName: "jobs", QueueOwnerAWSAccountId: "999999999999" },
    ],
    [
      "numbers that are objects without a text",
      "ReceiveMessage",
      { QueueUrl, WaitTimeSeconds: { toString: 1, valueOf: 1 } },
    ],
    [
      "names that are nested deeply",
      "ReceiveMessage",
      `{"QueueUrl":"${QueueUrl}","AttributeNames":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    ],
    [
      "binary values that are not in Base64",
      "SendMessage",
      {
        QueueUrl,
        MessageBody: "x",
        MessageAttributes: { a: { DataType: "Binary", BinaryValue: "é" } },
      },
    ],
    ["an operation that changes queues", "DeleteQueue", { QueueUrl }],
    ["an operation that is none", "constructor", { QueueUrl }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      equal((await json(operation, input)).status, 400);
      equal(sqs.all("sqs.failed").length, 0);
    });
  }

  it("reads no form whose fields go without end", async () => {
    const { status, text } = await query({ Action: "SendMessage", ["a.".repeat(200_000)]: "x" });
    equal(status, 400);
    match(text, /<Code>MalformedQueryString</);
  });

  it("keeps of an attribute what a receiver gets, and nothing beside", async () => {
    const value = { DataType: "String", StringValue: "Bern", BinaryValue: "AAAA", Junk: "x" };
    const input = { QueueUrl, MessageBody: "x", MessageAttributes: { city: value } };
    equal((await json("SendMessage", input)).status, 200);
    const { text } = await json("ReceiveMessage", { QueueUrl, MessageAttributeNames: ["All"] });
    const { Messages } = JSON.parse(text) as { Messages: { MessageAttributes: object }[] };
    deepEqual(Messages[0]!.MessageAttributes, {
      city: { DataType: "String", StringValue: "Bern" },
    });
  });

  it("refuses what is no request of SQS, and takes names like __proto__ as names", async () => {
    equal((await query({ Nothing: "1" })).status, 400);
    const odd = { Action: "SendMessage", MessageBody: "x", "__proto__.polluted": "1" };
    equal((await query(odd)).status, 200);
    equal(({} as Record<string, unknown>).polluted, undefined);
  });
});
