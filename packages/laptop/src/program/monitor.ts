import { Server, ServerCredentials } from "@grpc/grpc-js";
import alias from "@pulumi/pulumi/proto/alias_pb";
import type callback from "@pulumi/pulumi/proto/callback_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type provider from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import resource from "@pulumi/pulumi/proto/resource_pb";
import { Hooks } from "./callbacks/hooks";
import { ProgramCallbacks } from "./callbacks/program-callbacks";
import { Transforms } from "./callbacks/transforms";
import { createEngineService, type ProgramLog } from "./engine-service";
import type { Alias } from "./kept/aliases";
import type { Lookups } from "./project/lookups";
import type { Surroundings } from "./project/surroundings";
import type { KeptNames, Naming } from "./project/naming";
import { Empty, Struct } from "./protobuf";
import { CERTIFICATE_TYPES, certificateOutputs } from "./provider/inert/certificates";
import { Registry } from "./registry";
import { plain, withIds, type Properties, type Resource } from "./resource";
import { unary } from "./unary";

export interface Monitor {
  /** `HOST:PORT` of both services. */
  address: string;
  resources(): Resource[];
  stackOutputs(): Properties;
  close(): void;
}

export interface MonitorOptions extends Surroundings {
  project: string;
  stack: string;
  /** How resources without a name are named. */
  naming: Naming;
  /** Whether computed values stay unknown, as in `pulumi preview`. */
  preview: boolean;
  /** What the user says that the cloud would answer. */
  lookups: Lookups;
  /** Names that were made up before, and stay. */
  keptNames?: KeptNames | undefined;
  onLog: (log: ProgramLog) => void;
  onResource?: ((resource: Resource) => void) | undefined;
}

/** Features of the engine that the SDK asks for, and that the registry handles. */
const FEATURES = new Set([
  "secrets",
  "resourceReferences",
  "deletedWith",
  "replaceWith",
  "aliasSpecs",
  "transforms",
  "invokeTransforms",
  "resourceHooks",
  "errorHooks",
  "parameterization",
]);
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024; // The engine's own limit.

/**
 * Serves the ResourceMonitor and Engine protocols of the Pulumi engine to one run of a program.
 * https://github.com/pulumi/pulumi/blob/master/proto/pulumi/resource.proto
 */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  const registry = new Registry(options);
  const callbacks = new ProgramCallbacks();
  const transforms = new Transforms(callbacks, (urn) => registry.find(urn)?.parent ?? "");
  const hooks = new Hooks(callbacks, options.preview);

  const register = async (request: resource.RegisterResourceRequest): Promise<Resource> => {
    await transforms.transform(request);
    const registration = {
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      custom: request.getCustom(),
      remote: request.getRemote(),
      protect: request.getProtect() ?? false,
      provider: request.getProvider(),
      dependencies: request.getDependenciesList(),
      inputs: toObject(request.getObject()),
      importId: request.getImportid(),
      secretOutputs: request.getAdditionalsecretoutputsList(),
      ignoreChanges: request.getIgnorechangesList(),
      aliases: aliasesOf(request),
    };
    const bound = request.getHooks();
    const urn = registry.urnOf(registration);
    await hooks.run("before", bound?.getBeforeCreateList() ?? [], { ...registration, urn });
    const isCertificate = CERTIFICATE_TYPES.has(registration.type) && !options.preview;
    const computed = isCertificate
      ? await certificateOutputs(registration.type, plain(registration.inputs) as Properties)
      : {};
    const registered = registry.register(registration);
    registered.outputs = { ...registered.outputs, ...computed };
    transforms.addForChildren(urn, request.getTransformsList());
    await hooks.run("after", bound?.getAfterCreateList() ?? [], registered);
    return registered;
  };

  const monitorService = {
    supportsFeature: unary<resource.SupportsFeatureRequest, resource.SupportsFeatureResponse>(
      (request) =>
        new resource.SupportsFeatureResponse().setHassupport(FEATURES.has(request.getId())),
    ),
    registerResource: unary<resource.RegisterResourceRequest, resource.RegisterResourceResponse>(
      async (request) => {
        const registered = await register(request);
        options.onResource?.(registered);
        return new resource.RegisterResourceResponse()
          .setUrn(registered.urn)
          .setId(registered.id)
          .setObject(Struct.fromJavaScript(registered.outputs as never));
      },
    ),
    registerResourceOutputs: unary<resource.RegisterResourceOutputsRequest, Empty>((request) => {
      registry.setOutputs(request.getUrn(), toObject(request.getOutputs()));
      return new Empty();
    }),
    readResource: unary<resource.ReadResourceRequest, resource.ReadResourceResponse>((request) => {
      const read = registry.read(
        {
          type: request.getType(),
          name: request.getName(),
          parent: request.getParent(),
          custom: true,
          remote: false,
          protect: false,
          provider: request.getProvider(),
          dependencies: request.getDependenciesList(),
          inputs: toObject(request.getProperties()),
        },
        request.getId(),
      );
      return new resource.ReadResourceResponse()
        .setUrn(read.urn)
        .setProperties(Struct.fromJavaScript(read.outputs as never));
    }),
    invoke: unary<resource.ResourceInvokeRequest, provider.InvokeResponse>(async (request) => {
      await transforms.transformInvoke(request);
      const result = registry.invoke(
        request.getTok(),
        toObject(request.getArgs()),
        request.getProvider(),
      );
      return responseOf<provider.InvokeResponse>("invoke").setReturn(
        Struct.fromJavaScript(result as never),
      );
    }),
    registerStackTransform: unary<callback.Callback, Empty>((transform) => {
      transforms.addForResources(transform);
      return new Empty();
    }),
    registerStackInvokeTransform: unary<callback.Callback, Empty>((transform) => {
      transforms.addForInvokes(transform);
      return new Empty();
    }),
    registerResourceHook: unary<resource.RegisterResourceHookRequest, Empty>((request) => {
      hooks.add(request);
      return new Empty();
    }),
    // Nothing fails that could be tried again.
    registerErrorHook: unary<resource.RegisterErrorHookRequest, Empty>(() => new Empty()),
    registerPackage: unary<resource.RegisterPackageRequest, resource.RegisterPackageResponse>(
      (request) => new resource.RegisterPackageResponse().setRef(request.getName()),
    ),
    call: unary<resource.ResourceCallRequest, provider.CallResponse>((request) => {
      const { __self__: self } = withIds(toObject(request.getArgs())) as { __self__?: unknown };
      registry.callMethod(request.getTok(), self);
      return responseOf<provider.CallResponse>("call").setReturn(new Struct());
    }),
    signalAndWaitForShutdown: unary<Empty, Empty>(() => new Empty()),
  };

  const engineService = createEngineService(options.onLog);

  const limits = { "grpc.max_receive_message_length": MAX_MESSAGE_BYTES };
  const server = new Server({ ...limits, "grpc.max_send_message_length": MAX_MESSAGE_BYTES });
  server.addService(ResourceMonitorService, monitorService);
  server.addService(EngineService, engineService.methods);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    resources: () => registry.resources(),
    stackOutputs: () => registry.find(engineService.rootUrn())?.outputs ?? {},
    close() {
      callbacks.close();
      server.forceShutdown();
    },
  };
}

/** An empty response of a method. Its class has another name from version to version of Pulumi. */
function responseOf<Response>(method: "invoke" | "call"): Response {
  const definition: unknown = ResourceMonitorService[method];
  return new (definition as { responseType: new () => Response }).responseType();
}

function aliasesOf(request: resource.RegisterResourceRequest): Alias[] {
  const given = request.getAliasesList().map((alias) => {
    const { parenturn, noparent, ...spec } = alias.getSpec()?.toObject() ?? EMPTY_ALIAS;
    return { ...spec, urn: alias.getUrn(), parentUrn: parenturn, noParent: noparent };
  });
  return [...given, ...request.getAliasurnsList().map((urn) => ({ urn }))];
}

const EMPTY_ALIAS = new alias.Alias.Spec().toObject();

function toObject(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() as Properties | undefined) ?? {};
}
