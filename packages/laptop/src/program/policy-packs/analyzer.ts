import { promisify } from "node:util";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { UserError } from "../../shared/errors";
import { Empty, Struct } from "../protobuf";
import type { Resource } from "../resource";
import type { PolicyPack } from "./find-packs";
import { findingOf, LEVELS, remediationOf, type PolicyFinding } from "./finding";
import { requestOf, stackResourceOf } from "./messages";
import { urnOfReference } from "../urn";
import { startPackProcess, type PackOptions } from "./pack-process";

/** A policy pack that runs and is asked by Pulumi's analyzer protocol. */
export interface Analyzer {
  info: analyzer.AnalyzerInfo.AsObject;
  /** Whether its process has ended. */
  readonly hasEnded: boolean;
  /** What the pack finds in a resource before it is made. */
  analyzeResource(resource: Resource): Promise<PolicyFinding[]>;
  /** What the pack finds in all resources of a stack together. */
  analyzeStack(resources: Resource[]): Promise<PolicyFinding[]>;
  /** Sets enforcement levels as `--policy-pack-config` does. */
  configure(levels: Record<string, keyof typeof LEVELS>): Promise<void>;
  close(): void;
}

const MAX_MESSAGE_BYTES = 400 * 1024 * 1024; // The engine's own limit.

type Callback<Response> = (error: ServiceError | null, response: Response) => void;

/**
 * Starts a policy pack.
 * https://github.com/pulumi/pulumi/blob/master/proto/pulumi/analyzer.proto
 * @throws UserError if it does not start. So do the methods if the pack fails.
 */
export async function startAnalyzer(pack: PolicyPack, options: PackOptions): Promise<Analyzer> {
  const { project, preview } = options;
  const child = await startPackProcess(pack, options);
  const client = new AnalyzerClient(child.address, credentials.createInsecure(), {
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  });
  const call = async <Response>(send: (callback: Callback<Response>) => unknown) => {
    try {
      return await promisify(send)();
    } catch (error) {
      const { details, message } = error as ServiceError;
      throw new UserError("POLICY", `Policy pack "${pack.name}" failed: ${details || message}`);
    }
  };

  const stack = new analyzer.AnalyzerStackConfigureRequest()
    .setStack(project.stack)
    .setProject(project.name)
    .setOrganization("laptop")
    .setDryRun(preview)
    .setConfigSecretKeysList(project.configuration.secretKeys);
  for (const [key, value] of Object.entries(project.configuration.values))
    stack.getConfigMap().set(key, value);
  await call<analyzer.AnalyzerStackConfigureResponse>((done) => client.configureStack(stack, done));
  const info = await call<analyzer.AnalyzerInfo>((done) =>
    client.getAnalyzerInfo(new Empty(), done),
  );
  const { policiesList: policies } = info.toObject();
  const doesRemediate = policies.some(
    ({ enforcementlevel }) => enforcementlevel === analyzer.EnforcementLevel.REMEDIATE,
  );

  /** The providers of the program by URN: each is judged before the resources that it makes. */
  const providers = new Map<string, Resource>();
  const providerOf = ({ provider = "" }: Resource) => providers.get(urnOfReference(provider));

  /** As the engine does: what a remediation would change is judged as changed. */
  const analyzeResource = async (resource: Resource): Promise<PolicyFinding[]> => {
    if (resource.type.startsWith("pulumi:providers:")) providers.set(resource.urn, resource);
    const request = requestOf(resource, project, providerOf(resource));
    const remediations = doesRemediate ? await remediate(request) : [];
    const response = await call<analyzer.AnalyzeResponse>((done) => client.analyze(request, done));
    return [
      ...response.getDiagnosticsList().map((each) => findingOf(each, policies, resource.urn)),
      ...remediations.map((each) => remediationOf(each, policies, resource.urn)),
    ];
  };
  const remediate = async (request: analyzer.AnalyzeRequest) => {
    const response = await call<analyzer.RemediateResponse>((done) =>
      client.remediate(request, done),
    );
    const changes = response.getRemediationsList();
    for (const change of changes)
      if (change.hasProperties()) request.setProperties(change.getProperties());
    return changes;
  };
  const analyzeStack = async (resources: Resource[]): Promise<PolicyFinding[]> => {
    const request = new analyzer.AnalyzeStackRequest().setResourcesList(
      resources.map((resource) => stackResourceOf(resource, project, providerOf(resource))),
    );
    const response = await call<analyzer.AnalyzeResponse>((done) =>
      client.analyzeStack(request, done),
    );
    return response.getDiagnosticsList().map((each) => findingOf(each, policies, ""));
  };

  return {
    info: info.toObject(),
    get hasEnded() {
      return child.hasEnded;
    },
    analyzeResource,
    analyzeStack,
    async configure(levels) {
      const request = new analyzer.ConfigureAnalyzerRequest();
      for (const [policy, level] of Object.entries(levels)) {
        const config = new analyzer.PolicyConfig().setProperties(new Struct());
        request.getPolicyconfigMap().set(policy, config.setEnforcementlevel(LEVELS[level]));
      }
      await call<Empty>((done) => client.configure(request, done));
    },
    close() {
      client.close();
      child.close();
    },
  };
}
