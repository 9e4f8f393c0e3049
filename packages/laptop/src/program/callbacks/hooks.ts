import resource from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "../protobuf";
import type { Resource } from "../resource";
import type { ProgramCallback, ProgramCallbacks } from "./program-callbacks";

interface Hook {
  callback: ProgramCallback;
  onDryRun: boolean;
}

/** What a hook may know of a resource; before it is made, it has neither ID nor outputs. */
export type HookedResource = Pick<Resource, "urn" | "type" | "name" | "inputs"> &
  Partial<Pick<Resource, "id" | "outputs">>;

interface HooksOptions {
  /** Only hooks for previews run. */
  preview: boolean;
  warn: (message: string, urn: string) => void;
}

/**
 * Functions of the program that run around the creation of a resource. A laptop creates everything anew, so
 * hooks for updates, deletions and errors never run.
 * https://www.pulumi.com/docs/iac/concepts/resources/options/hooks/
 */
export class Hooks {
  readonly #hooks = new Map<string, Hook>();

  constructor(
    private readonly callbacks: ProgramCallbacks,
    private readonly options: HooksOptions,
  ) {}

  add(request: resource.RegisterResourceHookRequest): void {
    const callback = request.getCallback();
    if (callback) this.#hooks.set(request.getName(), { callback, onDryRun: request.getOnDryRun() });
  }

  /** @throws if a hook fails: then the resource is not made. */
  async before(names: string[], hooked: HookedResource): Promise<void> {
    for (const name of names) {
      const failure = await this.#run(name, hooked);
      if (failure) throw new Error(`The hook "${name}" failed: ${failure}`);
    }
  }

  /** The resource exists, so a hook that fails is only reported. */
  async after(names: string[], hooked: HookedResource): Promise<void> {
    for (const name of names) {
      const failure = await this.#run(name, hooked);
      if (failure) this.options.warn(`The hook "${name}" failed: ${failure}`, hooked.urn);
    }
  }

  /** @returns why it failed; empty if it did not. */
  async #run(name: string, hooked: HookedResource): Promise<string> {
    const hook = this.#hooks.get(name);
    if (!hook) return "it is not registered";
    if (this.options.preview && !hook.onDryRun) return "";
    const { urn, type, inputs, id = "", outputs } = hooked;
    const request = new resource.ResourceHookRequest()
      .setUrn(urn)
      .setId(id)
      .setType(type)
      .setName(hooked.name)
      .setNewInputs(Struct.fromJavaScript(inputs as never));
    if (outputs) request.setNewOutputs(Struct.fromJavaScript(outputs as never));
    const bytes = await this.callbacks.call(hook.callback, request.serializeBinary());
    return resource.ResourceHookResponse.deserializeBinary(bytes).getError();
  }
}
