import { deepEqual, equal, match, rejects, throws } from "node:assert/strict";
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createAccessControl, type EnforcedAccess } from "../../../src/iam/access/access-control";
import { CredentialIssuer } from "../../../src/iam/access/credentials";
import { FakeClock } from "../../support/fake-clock";
import { queueOf, startTestSqs, type TestSqs } from "../../support/sqs/queues";
import { recordJournal, type Recorder } from "../../support/recorder";
import { allow, deny, policyOf, programOf, roleOf } from "../../support/roles";

const { arn, url: QueueUrl } = queueOf("jobs");
const ROLE = roleOf([]).arn;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-using-identity-based-policies.html */
describe("Who may use a queue", () => {
  let sqs: TestSqs;
  let access: EnforcedAccess;
  let recorder: Recorder;
  let client: SQSClient;
  afterEach(async () => {
    client?.destroy();
    access?.close();
    await sqs?.close();
  });

  const start = async (statements: object[], policy?: object) => {
    const clock = new FakeClock();
    recorder = recordJournal(clock);
    const credentials = new CredentialIssuer(clock);
    const model = programOf(roleOf(statements), { queues: [queueOf("jobs", { policy })] });
    access = createAccessControl(model, { clock, journal: recorder.journal, credentials });
    sqs = await startTestSqs(model.queues, { ...model, access });
    client = new SQSClient({
      endpoint: sqs.service.endpoint,
      region: "us-east-1",
      credentials: credentials.issue(ROLE, "events"),
      maxAttempts: 1,
    });
  };
  const send = () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  const by = (statement: object, Principal: unknown) => policyOf({ ...statement, Principal });
  const refused = () => rejects(send(), { name: "AccessDenied" });

  it("is whoever's role allows it; the statement to add is told", async () => {
    await start([allow("sqs:ReceiveMessage", arn)]);
    await refused();
    const [entry] = recorder.all("iam.deny");
    equal(
      entry!.message,
      'Role "events-role" may not sqs:SendMessage on queue "jobs": no statement allows it.',
    );
    deepEqual(entry!.statement, { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: arn });
  });

  it("needs the same permission for a batch", async () => {
    await start([allow("sqs:SendMessage", arn)]);
    const Entries = [{ Id: "a", MessageBody: "x" }];
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    // The sender is told to receivers.
    equal(sqs.service.queues.find(arn)!.messages[0]!.senderId, "AROAEXAMPLE:events");
  });

  for (const [who, principal] of [
    ["its role", { AWS: ROLE }],
    ["its account", { AWS: "123456789012" }],
    ["its account's root", { AWS: ["arn:aws:iam::123456789012:root"] }],
    ["everyone", "*"],
    ["everyone, in other words", { AWS: "*" }],
  ] as const) {
    it(`is whom the queue's policy names: ${who}`, async () => {
      await start([], by(allow("sqs:SendMessage", arn), principal));
      await send();
      deepEqual(recorder.all("iam.deny"), []);
    });
  }

  for (const [what, policy] of [
    ["another role", by(allow("sqs:*", arn), { AWS: `${ROLE}x` })],
    ["a service", by(allow("sqs:*", arn), { Service: "sns.amazonaws.com" })],
    ["another action", by(allow("sqs:ReceiveMessage", arn), "*")],
    ["another queue", by(allow("sqs:*", `${arn}x`), "*")],
  ] as const) {
    it(`is nobody by a policy for ${what}`, async () => {
      await start([], policy);
      await refused();
    });
  }

  it("is nobody whom the queue's policy denies it", async () => {
    await start([allow("sqs:*")], by(deny("sqs:SendMessage", arn), "*"));
    await rejects(send(), /with an explicit deny in a resource-based policy$/);
    match(
      String(recorder.all("iam.deny")[0]!.message),
      /^Role "events-role" may not sqs:SendMessage on queue "jobs": an explicit deny in the queue's policy forbids it\.$/,
    );
  });

  it("is nobody whose own role denies it, whatever the queue's policy says", async () => {
    await start([deny("sqs:*")], by(allow("sqs:*", arn), "*"));
    await refused();
  });

  it("is no function of a queue whose policy cannot be read", () => {
    const model = programOf(roleOf([]), { queues: [queueOf("jobs", { policy: "{" })] });
    const clock = new FakeClock();
    const deps = { clock, journal: recordJournal(clock).journal };
    const credentials = new CredentialIssuer(clock);
    throws(() => createAccessControl(model, { ...deps, credentials }), /Policy "jobs" is no JSON/);
  });
});
