import type { Evaluation } from "../../../src/program/evaluate";
import { ARCHIVE, ASSET, SIGNATURE_KEY } from "../../../src/program/marks";
import { Registry } from "../../../src/program/registry";
import type { Properties, Resource } from "../../../src/program/resource";

export const SURROUNDINGS = {
  region: "us-east-1",
  accountId: "123456789012",
  gatewayHost: "127.0.0.1:4000",
};

/** A code archive as the program sends it to the engine. */
export const CODE = {
  [SIGNATURE_KEY]: ARCHIVE,
  assets: {
    "index.js": {
      [SIGNATURE_KEY]: ASSET,
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
  add(type: string, name: string, inputs: Properties, parent?: Resource): Resource {
    return this.#register({ type, name, inputs, custom: true }, parent);
  }

  /** Declares a resource that an explicit provider makes. */
  addWith({ urn, id }: Resource, type: string, name: string, inputs: Properties): Resource {
    const provider = `${urn}::${id}`;
    return this.#register({ type, name, inputs, custom: true, provider }, undefined);
  }

  /** Declares a component of the program. */
  addComponent(type: string, name: string, parent?: Resource): Resource {
    return this.#register({ type, name, inputs: {}, custom: false }, parent);
  }

  #register(
    own: Pick<Resource, "type" | "name" | "inputs" | "custom" | "provider">,
    parent: Resource | undefined,
  ): Resource {
    const registration = { parent: parent?.urn ?? "", remote: false, protect: false };
    return this.#registry.register({ ...registration, ...own, dependencies: [] });
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
