import resource from "@pulumi/pulumi/proto/resource_pb";
import type { ProgramCallback, ProgramCallbacks } from "./program-callbacks";

/**
 * Functions of the program that change what is registered or invoked.
 * https://www.pulumi.com/docs/iac/concepts/resources/options/transforms/
 */
export class Transforms {
  readonly #ofResources: ProgramCallback[] = [];
  readonly #ofInvokes: ProgramCallback[] = [];
  readonly #ofChildren = new Map<string, ProgramCallback[]>();

  /** @param parentOf the URN of a resource's parent; empty for the stack. */
  constructor(
    private readonly callbacks: ProgramCallbacks,
    private readonly parentOf: (urn: string) => string,
  ) {}

  /** Transforms every resource that is registered from now on. */
  addForResources(transform: ProgramCallback): void {
    this.#ofResources.push(transform);
  }

  /** Transforms every call of a provider's function from now on. */
  addForInvokes(transform: ProgramCallback): void {
    this.#ofInvokes.push(transform);
  }

  /** Transforms what will be inside a resource. */
  addForChildren(urn: string, transforms: ProgramCallback[]): void {
    if (transforms.length > 0) this.#ofChildren.set(urn, transforms);
  }

  /** Changes a request as the resource's own transforms, then its parents', then the stack's say. */
  async transform(request: resource.RegisterResourceRequest): Promise<void> {
    const inherited: ProgramCallback[] = [];
    for (let urn = request.getParent(); urn !== ""; urn = this.parentOf(urn))
      inherited.push(...(this.#ofChildren.get(urn) ?? []));
    for (const transform of [...request.getTransformsList(), ...inherited, ...this.#ofResources])
      await this.#apply(transform, request);
  }

  /** Changes a call of a provider's function as the stack's transforms say. */
  async transformInvoke(request: resource.ResourceInvokeRequest): Promise<void> {
    for (const transform of this.#ofInvokes) {
      const options = new resource.TransformInvokeOptions()
        .setProvider(request.getProvider())
        .setVersion(request.getVersion())
        .setPluginDownloadUrl(request.getPlugindownloadurl());
      const message = new resource.TransformInvokeRequest()
        .setToken(request.getTok())
        .setArgs(request.getArgs())
        .setOptions(options);
      const bytes = await this.callbacks.call(transform, message.serializeBinary());
      const changed = resource.TransformInvokeResponse.deserializeBinary(bytes);
      request.setArgs(changed.getArgs());
      request.setProvider(changed.getOptions()?.getProvider() ?? request.getProvider());
    }
  }

  async #apply(
    transform: ProgramCallback,
    request: resource.RegisterResourceRequest,
  ): Promise<void> {
    const message = new resource.TransformRequest()
      .setType(request.getType())
      .setName(request.getName())
      .setParent(request.getParent())
      .setCustom(request.getCustom())
      .setProperties(request.getObject())
      .setOptions(optionsOf(request));
    const bytes = await this.callbacks.call(transform, message.serializeBinary());
    const changed = resource.TransformResponse.deserializeBinary(bytes);
    request.setObject(changed.getProperties());
    const options = changed.getOptions();
    if (options) setOptions(request, options);
  }
}

/** The options that the laptop reads, and those that transforms of public programs look at. */
function optionsOf(request: resource.RegisterResourceRequest): resource.TransformResourceOptions {
  const options = new resource.TransformResourceOptions()
    .setDependsOnList(request.getDependenciesList())
    .setProvider(request.getProvider())
    .setVersion(request.getVersion())
    .setIgnoreChangesList(request.getIgnorechangesList())
    .setReplaceOnChangesList(request.getReplaceonchangesList())
    .setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList())
    .setAliasesList(request.getAliasesList())
    .setDeletedWith(request.getDeletedwith())
    .setCustomTimeouts(request.getCustomtimeouts())
    .setHooks(request.getHooks())
    .setImport(request.getImportid());
  const protect = request.getProtect();
  if (protect !== undefined) options.setProtect(protect);
  const retain = request.getRetainondelete();
  if (retain !== undefined) options.setRetainOnDelete(retain);
  if (request.getDeletebeforereplacedefined())
    options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  request.getProvidersMap().forEach((provider, name) => {
    options.getProvidersMap().set(name, provider);
  });
  return options;
}

function setOptions(
  request: resource.RegisterResourceRequest,
  options: resource.TransformResourceOptions,
): void {
  request
    .setDependenciesList(options.getDependsOnList())
    .setProvider(options.getProvider())
    .setProtect(options.getProtect() ?? false)
    .setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList())
    .setDeletedwith(options.getDeletedWith())
    .setHooks(options.getHooks())
    .setImportid(options.getImport());
}
