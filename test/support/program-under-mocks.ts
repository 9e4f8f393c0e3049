import * as pulumi from "@pulumi/pulumi";
import { readProject } from "pulumi-laptop";
import { PROJECT_FOLDER, PROJECT_NAME } from "./evaluated";

const ACCOUNT = "123456789012";

/** A resource as Pulumi's mocks see it. */
export interface MockedResource {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

export interface ProgramUnderMocks {
  resources: MockedResource[];
  /** The stack's outputs; in a preview without those that are unknown. */
  outputs: Record<string, unknown>;
  /** The resources of one type. */
  all(type: string): MockedResource[];
  /** The only resource of a type, or the only one of them with this name. */
  only(type: string, name?: string): MockedResource;
}

/** Runs the program of this repository, anew, under Pulumi's mocks, with the configuration of the stack dev. */
export async function programUnderMocks({
  stack = "dev",
  preview = false,
  config = {},
  resources = [],
}: {
  stack?: string;
  preview?: boolean;
  config?: Record<string, string>;
  /** Takes the resources as they are registered. */
  resources?: MockedResource[];
} = {}): Promise<ProgramUnderMocks> {
  const mocks: pulumi.runtime.Mocks = {
    newResource({ type, name, inputs }) {
      const given = inputs as Record<string, unknown>;
      if (type.startsWith("aws:")) resources.push({ type, name, inputs: given });
      const state = preview ? given : { ...given, ...computedOutputs(type, name, given) };
      return { id: preview ? undefined : `${name}-id`, state };
    },
    call: ({ token }) => {
      throw new Error(`The program calls ${token}.`);
    },
  };
  const { configuration } = readProject(PROJECT_FOLDER, "dev", config);
  pulumi.runtime.setAllConfig(configuration.values);
  await pulumi.runtime.setMocks(mocks, PROJECT_NAME, stack, preview);
  forgetModules();
  const outputs = await pulumi.runtime.runInPulumiStack(
    // oxlint-disable-next-line typescript/no-require-imports -- an import would be evaluated once
    async () => require("../../index") as Record<string, unknown>,
  );
  await pulumi.runtime.disconnect();
  const all = (type: string) => resources.filter((resource) => resource.type === type);
  const only = (type: string, name?: string) => {
    const found = all(type).filter((resource) => name === undefined || resource.name === name);
    const [resource, ...others] = found;
    if (!resource || others.length > 0) throw new Error(`Not one ${type} but ${found.length}.`);
    return resource;
  };
  return { resources, outputs: outputs ?? {}, all, only };
}

/** What AWS makes up when it creates a resource. https://docs.aws.amazon.com/service-authorization/latest/reference/ */
function computedOutputs(type: string, logicalName: string, inputs: Record<string, unknown>) {
  const name = typeof inputs.name === "string" ? inputs.name : `${logicalName}-name`;
  switch (type) {
    case "aws:dynamodb/table:Table":
      return { name, arn: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${name}` };
    case "aws:apigatewayv2/api:Api":
      return { name, executionArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:api` };
    case "aws:acm/certificate:Certificate": {
      const resourceRecordName = `_proof.${String(inputs.domainName)}.`;
      const record = {
        resourceRecordType: "CNAME",
        resourceRecordValue: "_value.acm-validations.aws.",
      };
      return {
        arn: `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/${logicalName}`,
        domainValidationOptions: [{ resourceRecordName, ...record }],
      };
    }
    case "aws:route53/record:Record":
      return { name, fqdn: name };
    case "aws:apigatewayv2/domainName:DomainName":
      return {
        domainNameConfiguration: {
          ...(inputs.domainNameConfiguration as object | undefined),
          ...{ targetDomainName: "d-1.example.com", hostedZoneId: "Z2" },
        },
      };
    case "aws:apigatewayv2/stage:Stage":
      return {
        executionArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:api/${name}`,
        invokeUrl: `wss://api.execute-api.us-east-1.amazonaws.com/${name}`,
      };
    case "aws:lambda/function:Function":
      return {
        name,
        arn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`,
        invokeArn: `invoke-arn-of-${logicalName}`,
      };
    case "aws:sqs/queue:Queue":
      return { name, arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}` };
    case "aws:iam/role:Role":
      return { name, arn: `arn:aws:iam::${ACCOUNT}:role/${name}` };
    case "aws:cloudwatch/logGroup:LogGroup":
      return { name, arn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${name}` };
    default:
      return { name };
  }
}

/** The program's own modules hold resources, so that each run needs new ones. */
function forgetModules(): void {
  for (const path of Object.keys(require.cache)) {
    if (/^(index\.ts|components\b|handlers\b)/.test(path.slice(PROJECT_FOLDER.length + 1)))
      delete require.cache[path];
  }
}
