import type { Evaluation } from "../../../src/program/evaluate";
import { Registry } from "../../../src/program/registry";
import type { Properties, Resource } from "../../../src/program/resource";

export const SURROUNDINGS = {
  region: "us-east-1",
  accountId: "123456789012",
  gatewayHost: "127.0.0.1:4000",
};

/** Code as Pulumi hands it to the engine. https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts */
export const CODE = {
  "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
  assets: {
    "index.js": {
      "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
      text: "exports.handler = async () => {};",
    },
  },
};

/** What a Pulumi program declares, one resource after the other. */
export class Declared {
  readonly #registry = new Registry({
    ...SURROUNDINGS,
    project: "shop",
    stack: "dev",
    preview: false,
  });

  /** Declares a resource of a provider. */
  add(type: string, name: string, inputs: Properties): Resource {
    const registration = { parent: "", custom: true, remote: false, protect: false };
    return this.#registry.register({ ...registration, type, name, inputs, dependencies: [] });
  }

  get evaluation(): Evaluation {
    const resources = this.#registry.resources();
    return {
      project: "shop",
      stack: "dev",
      resources,
      outputs: { url: "ws://x" },
      files: [],
      sourceMaps: new Map(),
    };
  }
}
