import type { Mutant } from "../mutant";

const PROGRAM = "test/index.test.ts";
const STACKS = "test/stacks.test.ts";

/** What the program declares. */
export const componentMutants: Mutant[] = [
  {
    file: "components/permissions.ts",
    before: "/POST/@connections/*",
    after: "/*/@connections/*",
    test: PROGRAM,
    breaks: "A function that is taken over can close everyone's connection.",
  },
  {
    file: "components/permissions.ts",
    before: 'return on(table, ["dynamodb:PutItem", "dynamodb:DeleteItem"]);',
    after: 'return on(table, ["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"]);',
    test: PROGRAM,
    breaks: "The function that opens connections can read them all.",
  },
  {
    file: "components/permissions.ts",
    before: 'return on(table, ["dynamodb:GetItem", "dynamodb:DeleteItem"]);',
    after: 'return on(table, ["dynamodb:DeleteItem"]);',
    test: PROGRAM,
    breaks: "Fan-out cannot tell connections that are not open yet from those that are gone.",
  },
  {
    file: "components/routes.ts",
    before: "sourceArn: pulumi.interpolate`${args.stage.executionArn}/*`,",
    after: "",
    test: PROGRAM,
    breaks: "Anybody's API may invoke the function.",
  },
  {
    file: "components/routes.ts",
    before: '...(routeKey === "$connect" && args.connectRoute),',
    after: "",
    test: PROGRAM,
    breaks: "Everyone connects to a stack that asks for signatures.",
  },
  {
    file: "components/fan-out.ts",
    before: "maximumRetryAttempts: 2,",
    after: "maximumRetryAttempts: 0,",
    test: PROGRAM,
    breaks: "A part of a broadcast is lost with the first environment that dies.",
  },
  {
    file: "components/fan-out.ts",
    before: "destinationConfig: { onFailure: { destination: this.failures.arn } },",
    after: "",
    test: PROGRAM,
    breaks: "Parts of broadcasts that failed leave no trace.",
  },
  {
    file: "components/fan-out.ts",
    before: "Math.ceil(postsPerSecond / (concurrency + 1))",
    after: "postsPerSecond",
    test: PROGRAM,
    breaks: "Invocations at once take several times the account's rate, and are throttled.",
  },
  {
    file: "components/fan-out.ts",
    before: ": { sqsManagedSseEnabled: true }),",
    after: ": {}),",
    test: PROGRAM,
    breaks: "Messages that failed lie in a queue that is not encrypted.",
  },
  {
    file: "components/stores/dynamo-connections.ts",
    before: "deletionProtectionEnabled: true,",
    after: "",
    test: STACKS,
    breaks: "The table of prod is deleted by mistake.",
  },
  {
    file: "components/stores/dynamo-connections.ts",
    before: "{ protect: protectTable }",
    after: "{}",
    test: STACKS,
    breaks: "pulumi destroy deletes the table of prod without a question.",
  },
  {
    file: "components/encryption-key.ts",
    before: "enableKeyRotation: true,",
    after: "enableKeyRotation: false,",
    test: STACKS,
    breaks: "The key of prod is never renewed.",
  },
  {
    file: "components/encryption-key.ts",
    before: 'Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": logGroups } },',
    after: "Condition: { ArnLike: logGroups && {} },",
    test: STACKS,
    breaks: "The key encrypts the logs of other stacks.",
  },
  {
    file: "components/alarms.ts",
    before: "alarmActions: [this.topic.arn],",
    after: "",
    test: STACKS,
    breaks: "Nobody is told of an alarm.",
  },
  {
    file: "components/alarms.ts",
    before: "(seconds ?? 3) * 1000 * SLOW",
    after: "(seconds ?? 3) * SLOW",
    test: STACKS,
    breaks: "The alarm for slow functions rings all the time.",
  },
  {
    file: "components/settings.ts",
    before: "timeout: integer(1, 29),",
    after: "timeout: integer(1, 900),",
    test: "test/components/settings.test.ts",
    breaks: "A function runs on after API Gateway has given it up.",
  },
  {
    file: "components/settings.ts",
    before: "reservedConcurrency: unlessZero(integer(-1)),",
    after: "reservedConcurrency: integer(-1),",
    test: "test/components/settings.test.ts",
    breaks: "A stack is deployed whose functions never run.",
  },
  {
    file: "components/network/network.ts",
    before: 'outTo(443, 443, ["0.0.0.0/0"]),',
    after: 'outTo(0, 65_535, ["0.0.0.0/0"]),',
    test: "test/components/network/network.test.ts",
    breaks: "A function that is taken over reaches every port of the internet.",
  },
];
