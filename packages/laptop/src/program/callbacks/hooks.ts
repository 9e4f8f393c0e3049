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

/**
 * Functions of the program that run around the creation of a resource. A laptop creates everything anew, so
 * hooks for updates, deletions and errors never run.
 * https://www.pulumi.com/docs/iac/concepts/resources/options/hooks/
 */
export class Hooks {
  readonly #hooks = new Map<string, Hook>();

  constructor(
    private readonly callbacks: ProgramCallbacks,
    /** Only hooks for previews run. */
    private readonly preview: boolean,
  ) {}

  add(request: resource.RegisterResourceHookRequest): void {
    const callback = request.getCallback();
    if (callback) this.#hooks.set(request.getName(), { callback, onDryRun: request.getOnDryRun() });
  }

  /**
   * Runs hooks that are bound to a resource.
   * @throws if one fails, which ends the deployment: before the resource is made, or after.
   * https://github.com/pulumi/pulumi/blob/v3.248.0/pkg/resource/deploy/deployment.go#L769
   */
  async run(when: "before" | "after", names: string[], hooked: HookedResource): Promise<void> {
    for (const name of names) {
      const failure = await this.#run(name, hooked);
      if (failure) throw new Error(`${when} hook "${name}" failed: ${failure}`);
    }
  }

  /** @returns why it failed; empty if it did not. */
  async #run(name: string, hooked: HookedResource): Promise<string> {
    const hook = this.#hooks.get(name);
    if (!hook) return "it is not registered";
    if (this.preview && !hook.onDryRun) return "";
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
