import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Resource } from "pulumi-laptop/src/program/resource";
import { specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { PROJECT_FOLDER, type EvaluatedProgram } from "../../support/evaluated";

/** A diagnostic as the Pulumi CLI prints it. */
export interface Diagnostic {
  policy: string;
  level: string;
  urn: string;
  message: string;
}

/** The policy pack in a process of its own, as the Pulumi engine runs it. */
export interface Analyzer {
  /** Milliseconds from the start of the process to its port. */
  loadMs: number;
  info(): Promise<analyzer.AnalyzerInfo.AsObject>;
  /** Sets enforcement levels as `--policy-pack-config` does. */
  configure(levels: Record<string, "advisory" | "mandatory" | "disabled">): Promise<void>;
  /** Everything that the pack says of a program: of each resource, then of the stack. */
  analyze(program: EvaluatedProgram): Promise<Diagnostic[]>;
  close(): Promise<void>;
}

/** Pulumi's mark of a reference to a resource. @pulumi/pulumi/runtime/rpc.js */
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";

const LEVELS = { advisory: 0, mandatory: 1, disabled: 2 } as const;

/**
 * Starts the pack with the environment and the working directory that the Pulumi CLI gives it.
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/analyzer_plugin.go
 */
export async function startAnalyzer(
  stack: string,
  configuration: Record<string, string> = {},
): Promise<Analyzer> {
  const started = Date.now();
  const child = spawn(
    process.execPath,
    ["--no-deprecation", require.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:1", "."],
    {
      cwd: join(PROJECT_FOLDER, "policy"),
      env: {
        ...process.env,
        NODE_OPTIONS: "",
        PULUMI_NODEJS_PROJECT: "websockets-on-demand",
        PULUMI_NODEJS_STACK: stack,
        PULUMI_CONFIG: JSON.stringify(configuration),
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const port = await portOf(child);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const call = <Response>(send: (callback: Callback<Response>) => unknown) => promisify(send)();
  return {
    loadMs: Date.now() - started,
    info: async () =>
      (
        await call<analyzer.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done))
      ).toObject(),
    async configure(levels) {
      const request = new analyzer.ConfigureAnalyzerRequest();
      for (const [policy, level] of Object.entries(levels)) {
        const config = new analyzer.PolicyConfig().setProperties(Struct.fromJavaScript({}));
        request.getPolicyconfigMap().set(policy, config.setEnforcementlevel(LEVELS[level]));
      }
      await call<Empty>((done) => client.configure(request, done));
    },
    async analyze({ evaluation, configuration: values }) {
      const provider = providerOf(values["aws:defaultTags"]);
      const request = new analyzer.AnalyzerStackConfigureRequest().setStack(evaluation.stack);
      await call<analyzer.AnalyzerStackConfigureResponse>((done) =>
        client.configureStack(request, done),
      );
      const found: Diagnostic[] = [];
      for (const resource of evaluation.resources) {
        const response = await call<analyzer.AnalyzeResponse>((done) =>
          client.analyze(requestFor(resource, provider), done),
        );
        // The engine itself adds the URN of the resource.
        found.push(...response.getDiagnosticsList().map((d) => diagnosticOf(d, resource.urn)));
      }
      const resources = evaluation.resources.map((resource) => inStack(resource, provider));
      const all = new analyzer.AnalyzeStackRequest().setResourcesList(resources);
      const response = await call<analyzer.AnalyzeResponse>((done) =>
        client.analyzeStack(all, done),
      );
      return [...found, ...response.getDiagnosticsList().map((d) => diagnosticOf(d, d.getUrn()))];
    },
    async close() {
      client.close();
      child.kill();
      await once(child, "exit");
    },
  };
}

type Callback<Response> = (error: ServiceError | null, response: Response) => void;

async function portOf(child: ChildProcess): Promise<string> {
  const exited = once(child, "exit").then(([code]) => {
    throw new Error(`The policy pack ended with code ${String(code)}.`);
  });
  const [line] = (await Promise.race([once(child.stdout!, "data"), exited])) as [Buffer];
  exited.catch(() => undefined);
  return line.toString().trim();
}

/** A resource before it is made: what the program asks for. */
function requestFor(resource: Resource, provider: analyzer.AnalyzerProviderResource) {
  return new analyzer.AnalyzeRequest()
    .setUrn(resource.urn)
    .setType(resource.type)
    .setName(resource.name)
    .setOptions(new analyzer.AnalyzerResourceOptions().setProtect(resource.protect))
    .setProvider(provider)
    .setProperties(Struct.fromJavaScript(resource.inputs as never));
}

/** A resource after it was made, or would be: what AWS answers. */
function inStack(resource: Resource, provider: analyzer.AnalyzerProviderResource) {
  return new analyzer.AnalyzerResource()
    .setUrn(resource.urn)
    .setType(resource.type)
    .setName(resource.name)
    .setParent(resource.parent)
    .setDependenciesList(resource.dependencies)
    .setOptions(new analyzer.AnalyzerResourceOptions().setProtect(resource.protect))
    .setProvider(provider)
    .setProperties(Struct.fromJavaScript(withoutReferences(resource.outputs) as never));
}

/** The engine gives a policy the ID or the URN of a resource that a component exports. */
function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (typeof value !== "object" || value === null) return value;
  const properties = value as Record<string, unknown>;
  if (properties[specialSigKey] === RESOURCE) return properties.id ?? properties.urn;
  return Object.fromEntries(
    Object.entries(properties).map(([key, inner]) => [key, withoutReferences(inner)]),
  );
}

/** The provider that the engine makes of the stack's configuration. */
function providerOf(defaultTags: string | undefined) {
  const settings = { region: "us-east-1", ...(defaultTags !== undefined && { defaultTags }) };
  return new analyzer.AnalyzerProviderResource()
    .setType("pulumi:providers:aws")
    .setName("default_7_48_0")
    .setProperties(Struct.fromJavaScript(settings));
}

function diagnosticOf(diagnostic: analyzer.AnalyzeDiagnostic, urn: string): Diagnostic {
  return {
    policy: diagnostic.getPolicyname(),
    level: ["advisory", "mandatory", "disabled"][diagnostic.getEnforcementlevel()]!,
    urn,
    // The first line is the policy's description.
    message: diagnostic.getMessage().split("\n").slice(1).join("\n"),
  };
}
