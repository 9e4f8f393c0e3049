import { Server, ServerCredentials, status, type handleUnaryCall } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import engine from "@pulumi/pulumi/proto/engine_pb";
import provider from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import resource from "@pulumi/pulumi/proto/resource_pb";
import { invokeFunction } from "./provider/invoke";
import type { Surroundings } from "./project/surroundings";
import type { Naming } from "./project/naming";
import { Empty, Struct } from "./protobuf";
import { Registry } from "./registry";
import type { Properties, Resource } from "./resource";

/** A message that the program or the SDK logged. */
export interface ProgramLog {
  severity: "debug" | "info" | "warning" | "error";
  message: string;
  /** URN of the resource that it is about; empty for the stack. */
  urn: string;
}

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
]);
const SEVERITIES = ["debug", "info", "warning", "error"] as const;
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024; // The engine's own limit.

/**
 * Serves the ResourceMonitor and Engine protocols of the Pulumi engine to one run of a program.
 * https://github.com/pulumi/pulumi/blob/master/proto/pulumi/resource.proto
 */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  const registry = new Registry(options);
  let rootUrn = "";

  const monitorService = {
    supportsFeature: unary<resource.SupportsFeatureRequest, resource.SupportsFeatureResponse>(
      (request) =>
        new resource.SupportsFeatureResponse().setHassupport(FEATURES.has(request.getId())),
    ),
    registerResource: unary<resource.RegisterResourceRequest, resource.RegisterResourceResponse>(
      (request) => {
        const registered = registry.register({
          type: request.getType(),
          name: request.getName(),
          parent: request.getParent(),
          custom: request.getCustom(),
          remote: request.getRemote(),
          protect: request.getProtect() ?? false,
          dependencies: request.getDependenciesList(),
          inputs: toObject(request.getObject()),
        });
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
      throw new Error(
        `${request.getType()} "${request.getName()}" is read from AWS, which cannot be reached here. Declare it in the program.`,
      );
    }),
    invoke: unary<resource.ResourceInvokeRequest, provider.InvokeResponse>((request) => {
      const result = invokeFunction(request.getTok(), toObject(request.getArgs()), options);
      return new provider.InvokeResponse().setReturn(Struct.fromJavaScript(result as never));
    }),
    call: unary<resource.ResourceCallRequest, Empty>((request) => {
      throw new Error(`The method ${request.getTok()} of a provider is not emulated.`);
    }),
    signalAndWaitForShutdown: unary<Empty, Empty>(() => new Empty()),
  };

  const engineService = {
    log: unary<engine.LogRequest, Empty>((request) => {
      const severity = SEVERITIES[request.getSeverity()] ?? "info";
      options.onLog({ severity, message: request.getMessage(), urn: request.getUrn() });
      return new Empty();
    }),
    getRootResource: unary<engine.GetRootResourceRequest, engine.GetRootResourceResponse>(() =>
      new engine.GetRootResourceResponse().setUrn(rootUrn),
    ),
    setRootResource: unary<engine.SetRootResourceRequest, engine.SetRootResourceResponse>(
      (request) => {
        rootUrn = request.getUrn();
        return new engine.SetRootResourceResponse();
      },
    ),
    requirePulumiVersion: unary<
      engine.RequirePulumiVersionRequest,
      engine.RequirePulumiVersionResponse
    >(() => new engine.RequirePulumiVersionResponse()),
  };

  const limits = { "grpc.max_receive_message_length": MAX_MESSAGE_BYTES };
  const server = new Server({ ...limits, "grpc.max_send_message_length": MAX_MESSAGE_BYTES });
  server.addService(ResourceMonitorService, monitorService);
  server.addService(EngineService, engineService);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    resources: () => registry.resources(),
    stackOutputs: () => registry.find(rootUrn)?.outputs ?? {},
    close: () => server.forceShutdown(),
  };
}

/** A gRPC method that responds with what the function returns, or with the message of what it throws. */
function unary<Request, Response>(
  answer: (request: Request) => Response,
): handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    try {
      callback(null, answer(request));
    } catch (error) {
      callback({ code: status.INVALID_ARGUMENT, details: (error as Error).message });
    }
  };
}

function toObject(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() as Properties | undefined) ?? {};
}
