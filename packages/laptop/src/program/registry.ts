import { aliasUrns, type Alias } from "./kept/aliases";
import type { Lookups } from "./project/lookups";
import { DEFAULT_NAMING, type KeptNames, type Naming } from "./project/naming";
import { construct } from "./provider/construct";
import { placeOf, type Place, type Surroundings } from "./project/surroundings";
import { invokeFunction } from "./provider/invoke";
import { create } from "./provider/provider";
import { readState } from "./provider/read";
import { SECRET, SIGNATURE_KEY, UNKNOWN } from "./marks";
import { plain, withIds, type Properties, type Resource } from "./resource";
import { urnOf, urnOfReference } from "./urn";

/** What a program registers of a resource. */
export type Registration = Pick<
  Resource,
  | "type"
  | "name"
  | "parent"
  | "custom"
  | "remote"
  | "protect"
  | "provider"
  | "dependencies"
  | "inputs"
  | "ignoreChanges"
> & {
  /** The ID of the resource in the cloud that this one takes over; empty or undefined for a new one. */
  importId?: string;
  /** Outputs that become secret: https://www.pulumi.com/docs/iac/concepts/resources/options/additionalsecretoutputs/ */
  secretOutputs?: string[];
  aliases?: Alias[];
};

interface RegistryOptions extends Surroundings {
  /** What `pulumi:autonaming` of the configuration says; Pulumi's own way if not given. */
  naming?: Naming;
  /** Names that were made up before, and stay. */
  keptNames?: KeptNames | undefined;
  project: string;
  stack: string;
  preview: boolean;
  /** What the user says that the cloud would answer. */
  lookups?: Lookups;
}

/** The resources of one run of a program, in the order of their registration. */
export class Registry {
  readonly #resources = new Map<string, Resource>();
  readonly #read = new Map<string, Resource>();

  constructor(private readonly options: RegistryOptions) {}

  urnOf({ type, name, parent }: Pick<Resource, "type" | "name" | "parent">): string {
    return urnOf(this.options.stack, this.options.project, parent, type, name);
  }

  /** @throws if the URN is taken, or if the resource cannot be made here. */
  register(registration: Registration): Resource {
    const { type, custom } = registration;
    const urn = this.urnOf(registration);
    if (this.#resources.has(urn)) {
      throw new Error(`Duplicate resource URN "${urn}". Give one of the two another name.`);
    }
    // A provider gets the ID of a resource that is given as a value; only components see the resource.
    const inputs = custom ? (withIds(registration.inputs) as Properties) : registration.inputs;
    const parent = this.find(registration.parent);
    const aliases = aliasUrns(registration, registration.aliases ?? [], parent, this.options);
    const { id, outputs } = custom
      ? this.#create(urn, aliases, { ...registration, inputs })
      : { id: "", outputs: registration.remote ? this.#construct(urn, type, inputs) : {} };
    const { importId: _, secretOutputs = [], ...registered } = registration;
    const resource = {
      ...registered,
      inputs,
      urn,
      id,
      aliases,
      outputs: withSecrets(outputs, secretOutputs),
    };
    this.#resources.set(urn, resource);
    return resource;
  }

  /**
   * Answers a provider's function.
   * @param provider reference of an explicit provider; empty for the default one.
   * @throws for a function that only the cloud could answer.
   */
  invoke(token: string, args: Properties, provider: string): Properties {
    if (token === "pulumi:pulumi:getResource") return this.#getResource(String(args.urn));
    const { lookups } = this.options;
    return invokeFunction(token, withIds(args) as Properties, this.#placeOf(provider), lookups);
  }

  /**
   * Takes in a resource that the program only reads. It is nothing that the program declares.
   * @throws if nobody says what it is.
   */
  read(registration: Registration, id: string): Resource {
    const { type, name } = registration;
    const inputs = withIds(registration.inputs) as Properties;
    const urn = this.urnOf(registration);
    const outputs = readState(type, name, id, inputs, this.options.lookups ?? {});
    const resource = { ...registration, aliases: [], inputs, urn, id, outputs };
    this.#read.set(urn, resource);
    return resource;
  }

  /** Sets what a component or the stack exports. */
  setOutputs(urn: string, outputs: Properties): void {
    const resource = this.#resources.get(urn);
    if (resource) resource.outputs = outputs;
  }

  /**
   * A method of a provider has no results here. Whether the program may run without the resource is decided when
   * all are known.
   * @param self the ID of the resource that it belongs to, or the URN of a component.
   * @throws if the program declares no such resource.
   */
  callMethod(token: string, self: unknown): void {
    const isOwn = this.resources().some(
      ({ urn, id }) => self !== "" && [urn, id].includes(self as string),
    );
    if (!isOwn)
      throw new Error(`The method ${token} is of no resource that this program declares.`);
  }

  find(urn: string): Resource | undefined {
    return this.#resources.get(urn) ?? this.#read.get(urn);
  }

  resources(): Resource[] {
    return [...this.#resources.values()];
  }

  #create(
    urn: string,
    aliases: string[],
    { type, name, inputs, provider, importId }: Registration,
  ): { id: string; outputs: Properties } {
    const { keptNames, naming = DEFAULT_NAMING } = this.options;
    const {
      id: newId,
      defaults,
      computed,
    } = create({
      ...this.options,
      naming: (...args) => keptNames?.([urn, ...aliases]) ?? naming(...args),
      ...this.#placeOf(provider, inputs),
      urn,
      type,
      name,
      inputs: plain(inputs) as Properties,
      find: (wanted, condition) => this.resources().find((r) => r.type === wanted && condition(r)),
    });
    const id = importId || newId;
    if (!this.options.preview) return { id, outputs: { ...defaults, ...inputs, ...computed } };
    return { id: "", outputs: { ...defaults, ...inputs, ...unknown(computed) } };
  }

  /** Where a resource is, or a function looks: its own region if it names one, then its provider's. */
  #placeOf(provider: string | undefined, inputs: Properties = {}): Place {
    const explicit = this.find(urnOfReference(provider ?? ""));
    const place = explicit
      ? placeOf(plain(explicit.inputs) as Properties, this.options)
      : this.options;
    return typeof inputs.region === "string" ? { ...place, region: inputs.region } : place;
  }

  /** A resource as it was registered, for who has only a reference to it. */
  #getResource(urn: string): Properties {
    const found = this.find(urn);
    if (!found) throw new Error(`No resource of this program has the URN "${urn}".`);
    return { urn, id: found.id, state: found.outputs };
  }

  #construct(urn: string, type: string, inputs: Properties): Properties {
    const outputs = construct(type, urn, plain(inputs) as Properties);
    return this.options.preview ? unknown(outputs) : outputs;
  }
}

function withSecrets(outputs: Properties, names: string[]): Properties {
  const given = names.filter((name) => outputs[name] !== undefined);
  const secrets = given.map((name) => [
    name,
    { [SIGNATURE_KEY]: SECRET, value: plain(outputs[name]) },
  ]);
  return { ...outputs, ...Object.fromEntries(secrets) } as Properties;
}

function unknown(properties: Properties): Properties {
  return Object.fromEntries(Object.keys(properties).map((key) => [key, UNKNOWN]));
}
