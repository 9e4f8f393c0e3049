import { DEFAULT_NAMING, type Naming } from "./naming";
import { create, type Surroundings } from "./provider";
import { plain, UNKNOWN, type Properties, type Resource } from "./resource";
import { urnOf } from "./urn";

/** What a program says of a resource when it registers it. */
export type Registration = Pick<
  Resource,
  "type" | "name" | "parent" | "custom" | "protect" | "dependencies" | "inputs"
> & {
  /** Whether a provider would construct the component and its children. */
  remote: boolean;
};

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
    if (registration.remote) {
      throw new Error(
        `${type} "${name}" is made by a provider's own program, which does not run here.`,
      );
    }
    const { id, outputs } = registration.custom
      ? this.#create(urn, type, name, inputs)
      : { id: "", outputs: {} };
    const { remote: _, ...rest } = registration;
    const resource = { ...rest, urn, id, outputs };
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
    const unknown = Object.fromEntries(Object.keys(computed).map((key) => [key, UNKNOWN]));
    return { id: "", outputs: { ...defaults, ...inputs, ...unknown } };
  }
}
