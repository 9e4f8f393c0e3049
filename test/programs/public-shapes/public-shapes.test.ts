import { deepEqual, equal, rejects } from "node:assert/strict";
import { join } from "node:path";
import { startStage, type TestStage } from "pulumi-laptop/test/support/stage";
import { connectTo } from "pulumi-laptop/test/support/connection";
import { linkedCopy, removeCopies } from "./linked-copy";

/** Pulumi's packages at the root of a workspace, as npm hoists them. */
const HOISTED = { "node_modules/@pulumi": "@pulumi", "node_modules/esbuild": "esbuild" };

describe("A program of a shape that public programs have", () => {
  let stage: TestStage | undefined;
  afterEach(async () => {
    await stage?.close();
    stage = undefined;
  });
  after(removeCopies);

  const start = async (program: string) => {
    stage = await startStage({ program });
    return stage;
  };
  const startShape = (name: string) => start(join(__dirname, name));
  const answers = async (messages: string[], url = stage!.runtime.urls[0]!) => {
    const alice = await connectTo(url);
    const received: string[] = [];
    for (const message of messages) {
      alice.send(message);
      received.push(await alice.next());
    }
    await alice.close();
    return received;
  };

  it("may have its component from another package", async () => {
    const links = { ...HOISTED, "node_modules/acme-chat-api": "./chat-api" };
    await start(linkedCopy("component-package", links));
    deepEqual(await answers(["hi", `{"action":"shout","text":"hi"}`]), ["default hi", "HI"]);
  });

  it("may give a CallbackFunction a role as a resource", async () => {
    await startShape("callback-function");
    deepEqual(await answers(["tea", "milk"]), ["1: tea", "2: milk"]);
    deepEqual(stage!.all("iam.deny"), []);
  });

  it("may have a provider for each region", async () => {
    const { urls } = (await startShape("providers")).runtime;
    deepEqual(await answers(["where"], urls[0]), ["eu-west-1 eu-west-1"]);
    deepEqual(await answers(["where"], urls[1]), ["ap-south-1 ap-south-1"]);
  });

  it("may be ES modules", async () => {
    await startShape("es-modules");
    deepEqual(await answers(["Alice"]), ["good morning Alice of 123456789012"]);
  });

  it("may be plain JavaScript", async () => {
    await startShape("javascript");
    deepEqual(await answers(["Alice"]), ["hello, Alice"]);
  });

  it("may be in a monorepo whose packages are hoisted", async () => {
    const folder = linkedCopy("monorepo", {
      ...HOISTED,
      "node_modules/@acme/protocol": "./packages/protocol",
      "node_modules/@acme/service": "./packages/service",
    });
    await start(join(folder, "infra"));
    deepEqual(await answers(["hi"]), ["<service> hi"]);
  });

  it("may be in a monorepo that pnpm links", async () => {
    const store = "node_modules/.pnpm";
    const folder = linkedCopy("monorepo", {
      [`${store}/@pulumi+aws@7.48.0/node_modules/@pulumi/aws`]: "@pulumi/aws",
      [`${store}/@pulumi+pulumi@3.248.0/node_modules/@pulumi/pulumi`]: "@pulumi/pulumi",
      "infra/node_modules/@pulumi/aws": `./${store}/@pulumi+aws@7.48.0/node_modules/@pulumi/aws`,
      "infra/node_modules/@pulumi/pulumi": `./${store}/@pulumi+pulumi@3.248.0/node_modules/@pulumi/pulumi`,
      "infra/node_modules/@acme/service": "./packages/service",
      "packages/service/node_modules/@acme/protocol": "./packages/protocol",
    });
    await start(join(folder, "infra"));
    deepEqual(await answers(["hi"]), ["<service> hi"]);
  });

  it("may wrap what it declares, as SST does", async () => {
    await startShape("wrapped");
    const messages = ["hi", `{"action":"join"}`];
    deepEqual(await answers(messages), ["$default hi rooms", `join {"action":"join"} rooms`]);
    const runtimes = stage!.runtime.model.functions.map(({ runtime }) => runtime);
    deepEqual(new Set(runtimes), new Set(["nodejs22.x"]));
  });

  it("is refused in a sentence if AWS CDK declares it", async () => {
    await rejects(startShape("cdk"), ({ message }: Error) => {
      equal(
        message,
        `cdk:index:App "app" is an AWS CDK app, and what CDK declares (aws-native) is not emulated on a laptop: declare the WebSocket API with @pulumi/aws.`,
      );
      return true;
    });
  });

  it("may have two APIs with one function", async () => {
    const { urls, model } = (await startShape("two-apis")).runtime;
    for (const [index, apiId] of (model.outputs.apiIds as string[]).entries())
      deepEqual(await answers(["which"], urls[index]), [`${apiId} live`]);
  });

  it("may read what another stack exports", async () => {
    await startShape("stack-reference");
    deepEqual(await answers(["what"]), ["rooms-of-another-stack of alice"]);
  });
});
