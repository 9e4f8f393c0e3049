import { deepEqual, equal, throws } from "node:assert/strict";
import { buildModel } from "../../../src/model/build";
import { supportIn } from "../../../src/model/support/support-in";
import { Without } from "../../../src/model/support/without";
import type { Properties, Resource } from "../../../src/program/resource";
import { UserError } from "../../../src/shared/errors";
import { CODE, Declared, SURROUNDINGS } from "../../support/program/declared";

const STREAM = "aws:kinesis/stream:Stream";
const QUEUE = "aws:sqs/queue:Queue";
const QUEUE_ARN = "arn:aws:sqs:us-east-1:123456789012:jobs-1";

describe("A run without some resources", () => {
  let declared: Declared;
  beforeEach(() => {
    declared = new Declared();
  });

  const build = (...asked: string[]) => {
    const { evaluation } = declared;
    return buildModel(evaluation, SURROUNDINGS, {}, new Without(asked, evaluation.resources));
  };

  for (const asked of ["jobs", QUEUE, "aws.sqs.Queue", "aws:sqs", "aws:sqs/queue"]) {
    it(`names them by ${asked}`, () => {
      declared.add(QUEUE, "jobs", { name: "jobs-1" });
      deepEqual(build(asked).leftOut, [
        { type: QUEUE, physicalName: "jobs-1", arn: QUEUE_ARN, description: `${QUEUE} "jobs"` },
      ]);
    });
  }

  it("says which resources share a name", () => {
    declared.add(QUEUE, "jobs", {});
    declared.add("aws:sns/topic:Topic", "jobs", {});
    const { resources } = declared.evaluation;
    deepEqual(new Without(["jobs"], resources).ambiguities, [
      `"jobs" is the name of 2 resources, which are all left out: ${QUEUE} "jobs", aws:sns/topic:Topic "jobs". Name a type to leave out one.`,
    ]);
    deepEqual(new Without([QUEUE], resources).ambiguities, []);
  });

  it("names a component, with all that belongs to it", () => {
    const component = declared.addComponent("my:Worker", "worker");
    const inner = declared.addComponent("my:Part", "part", component);
    declared.add(QUEUE, "jobs", {}, inner);
    declared.add("aws:kms/key:Key", "key", {});
    const model = build("worker");
    deepEqual(
      model.leftOut.map(({ description }) => description),
      [`${QUEUE} "jobs"`],
    );
    deepEqual(model.inert, ['aws:kms/key:Key "key"']);
  });

  it("still refuses what it does not name", () => {
    declared.add(STREAM, "jobs", {});
    declared.add(STREAM, "my mails", {});
    throws(
      () => build("jobs"),
      new UserError(
        "NOT_EMULATED",
        `${STREAM} "my mails": not emulated on a laptop. To run the program without it, add --without ${STREAM}, or by name --without 'my mails'. In Pulumi.dev.yaml, "laptop:without" lists the same.`,
      ),
    );
  });

  for (const asked of ["job", "aws:sq", "aws:sqs/queue:Queu", "toString", "pulumi"]) {
    it(`refuses the name ${asked}, which nothing has`, () => {
      declared.add(QUEUE, "jobs", {});
      throws(
        () => build(asked),
        new UserError(
          "PROJECT",
          `The program has no type and no name "${asked}" that it could run without. Correct --without, or "laptop:without" in the stack's file.`,
        ),
      );
    });
  }

  it("shows them as stubbed", () => {
    declared.add(STREAM, "jobs", {});
    declared.add("aws:dynamodb/table:Table", "rooms", { hashKey: "id", attributes: [] });
    const { evaluation } = declared;
    const supports = supportIn(evaluation, new Without(["rooms"], evaluation.resources));
    deepEqual(
      supports.map(({ name, support }) => [name, support]),
      [
        ["jobs", "refused"],
        ["rooms", "stubbed"],
      ],
    );
  });

  describe("has routes that refuse", () => {
    let parts: Record<string, Resource>;
    const add = (type: string, name: string, inputs: Properties) =>
      (parts[name] = declared.add(type, name, inputs));
    const typeOf = (...asked: string[]) =>
      build(...asked).apis[0]!.routes.get("$connect")!.integration;

    beforeEach(() => {
      parts = {};
      const role = "arn:aws:iam::123456789012:role/own";
      const common = { role, handler: "index.handler", runtime: "nodejs24.x", code: CODE };
      add("aws:lambda/function:Function", "events", { ...common, name: "events" });
      add("aws:lambda/function:Function", "guard", { ...common, name: "guard" });
      const { id: apiId } = add("aws:apigatewayv2/api:Api", "api", { protocolType: "WEBSOCKET" });
      add("aws:apigatewayv2/integration:Integration", "integration", {
        apiId,
        integrationType: "AWS_PROXY",
        integrationUri: parts.events!.outputs.invokeArn,
      });
      add("aws:apigatewayv2/authorizer:Authorizer", "authorizer", {
        apiId,
        authorizerType: "REQUEST",
        authorizerUri: parts.guard!.outputs.invokeArn,
      });
      add("aws:apigatewayv2/route:Route", "route", {
        apiId,
        routeKey: "$connect",
        authorizationType: "CUSTOM",
        authorizerId: parts.authorizer!.id,
        target: `integrations/${parts.integration!.id}`,
      });
    });

    it("not, if nothing is left out", () => {
      equal(typeOf().type, "AWS_PROXY");
    });

    for (const name of ["events", "integration", "authorizer", "guard", "route"]) {
      it(`if the ${name} is left out`, () => {
        const integration = typeOf(name);
        const description = `${parts[name]!.type} "${name}"`;
        deepEqual(integration, { id: parts[name]!.id, type: "LEFT_OUT", description });
      });
    }

    it("none, if the API itself is left out", () => {
      deepEqual(build("api").apis, []);
    });
  });
});
