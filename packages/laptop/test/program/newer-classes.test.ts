import { equal } from "node:assert/strict";
import provider from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { evaluateText } from "../support/program/evaluate-folder";
import { removeProgramFolders } from "../support/program/program-folder";

interface Method {
  responseType: new () => provider.InvokeResponse;
  responseSerialize(response: provider.InvokeResponse): Buffer;
}

/** What a data source responds with in newer versions: the same fields in another class. */
class ResourceInvokeResponse extends provider.InvokeResponse {}

describe("A version of Pulumi that has another class for the response of a data source", () => {
  const invoke = ResourceMonitorService.invoke as unknown as Method;
  const before = { ...invoke };
  after(() => {
    Object.assign(invoke, before);
    removeProgramFolders();
  });

  it("is answered in that class", async () => {
    Object.assign(invoke, {
      responseType: ResourceInvokeResponse,
      responseSerialize(response: provider.InvokeResponse) {
        if (response instanceof ResourceInvokeResponse)
          return Buffer.from(response.serializeBinary());
        throw new Error("Expected argument of type pulumirpc.ResourceInvokeResponse");
      },
    } satisfies Method);
    const { outputs } = await evaluateText(
      `export const account = aws.getCallerIdentityOutput().accountId;`,
    );
    equal(outputs.account, "123456789012");
  });
});
