import { DEFAULT_NAMING, type Naming } from "./project/naming";
import { construct } from "./provider/construct";
import type { Surroundings } from "./project/surroundings";
import { create } from "./provider/provider";
import { UNKNOWN } from "./marks";
import { plain, type Properties, type Resource } from "./resource";
import { urnOf } from "./urn";

/** What a program registers of a resource. */
export type Registration = Pick<
  Resource,
  "type" | "name" | "parent" | "custom" | "remote" | "protect" | "dependencies" | "inputs"
>;

interface RegistryOptions extends Surroundings {
  /** What `pulumi:autonaming` of the configuration says; Pulumi's own way if not given. */
  naming?: Naming;
  project: string;
  stack: string;
  preview: boolean;
}

/** The resources of one run of a program, in the order of their registration. */
export class Registry {
  readonly #resources = new Map<string, Resource>();

  constructor(private readonly options: RegistryOptions) {}

  /** @throws if the URN is taken, or if the resource cannot be made here. */
  register(registration: Registration): Resource {
    const { type, name, parent, inputs } = registration;
    const urn = urnOf(this.options.stack, this.options.project, parent, type, name);
    if (this.#resources.has(urn)) {
      throw new Error(`Duplicate resource URN "${urn}". Give one of the two another name.`);
    }
    const { id, outputs } = registration.custom
      ? this.#create(urn, type, name, inputs)
      : { id: "", outputs: registration.remote ? this.#construct(urn, type, name, inputs) : {} };
    const resource = { ...registration, urn, id, outputs };
    this.#resources.set(urn, resource);
    return resource;
  }

  /** Sets what a component or the stack exports. */
  setOutputs(urn: string, outputs: Properties): void {
    const resource = this.#resources.get(urn);
    if (resource) resource.outputs = outputs;
  }

  find(urn: string): Resource | undefined {
    return this.#resources.get(urn);
  }

  resources(): Resource[] {
    return [...this.#resources.values()];
  }

  #create(
    urn: string,
    type: string,
    name: string,
    inputs: Properties,
  ): { id: string; outputs: Properties } {
    const { id, defaults, computed } = create({
      naming: DEFAULT_NAMING,
      ...this.options,
      urn,
      type,
      name,
      inputs: plain(inputs) as Properties,
      find: (wanted, condition) => this.resources().find((r) => r.type === wanted && condition(r)),
    });
    if (!this.options.preview) return { id, outputs: { ...defaults, ...inputs, ...computed } };
    return { id: "", outputs: { ...defaults, ...inputs, ...unknown(computed) } };
  }

  #construct(urn: string, type: string, name: string, inputs: Properties): Properties {
    const outputs = construct(type, name, urn, plain(inputs) as Properties);
    return this.options.preview ? unknown(outputs) : outputs;
  }
}

function unknown(properties: Properties): Properties {
  return Object.fromEntries(Object.keys(properties).map((key) => [key, UNKNOWN]));
}
