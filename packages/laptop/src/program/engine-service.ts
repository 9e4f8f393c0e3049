import engine from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "./protobuf";
import { unary } from "./unary";

/** A message that the program or the SDK logged. */
export interface ProgramLog {
  severity: "debug" | "info" | "warning" | "error";
  message: string;
  /** URN of the resource that it is about; empty for the stack. */
  urn: string;
}

const SEVERITIES = ["debug", "info", "warning", "error"] as const;

/** The Engine protocol: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/engine.proto */
export function createEngineService(onLog: (log: ProgramLog) => void) {
  let rootUrn = "";
  const methods = {
    log: unary<engine.LogRequest, Empty>((request) => {
      const severity = SEVERITIES[request.getSeverity()] ?? "info";
      onLog({ severity, message: request.getMessage(), urn: request.getUrn() });
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
  return { methods, rootUrn: () => rootUrn };
}
