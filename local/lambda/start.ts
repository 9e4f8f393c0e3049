import { join } from "node:path";
import { build } from "esbuild";
import type { Clock } from "../clock";
import { unrestricted, type AccessControl } from "../iam/access";
import type { CredentialIssuer } from "../iam/credentials";
import type { Journal } from "../journal";
import type { LambdaFunction, Model } from "../model/model";
import { AsynchronousInvocations } from "./asynchronous";
import { CodeStore } from "./code";
import { Concurrency } from "./concurrency";
import { Queues, type QueueMessage } from "./destinations";
import { resolveFunction } from "./function-name";
import { InitLine } from "./init-line";
import { newInvocation, type Invocation, type InvocationResult } from "./invocation";
import { startInvokeApi } from "./invoke-api";
import { tellNodeVersion } from "./node-version";
import { EnvironmentPool, IDLE_TIMEOUT_MS } from "./pool";
import { notFound, Refusal } from "./refusal";

export interface Lambda {
  /** Where the AWS SDK finds the Invoke API: http://127.0.0.1:PORT. */
  endpoint: string;
  /**
   * Invokes a function and waits for its answer.
   * @param payload the event, as JSON.
   * @param requestId of the invocation; a new one if not given.
   * @throws Refusal if there is no such function, or it is throttled.
   */
  invoke(functionName: string, payload: string, requestId?: string): Promise<InvocationResult>;
  /** What asynchronous invocations sent to a queue. */
  queueMessages(queueArn: string): readonly QueueMessage[];
  /** Takes over changed functions. Events that are being handled end with the code that they began with. */
  update(model: Model): Promise<void>;
  close(): Promise<void>;
}

export interface LambdaDeps {
  /** The folder that paths in the program are relative to. */
  programDirectory: string;
  /** Endpoints of local services, by environment variable. */
  endpoints: Record<string, string>;
  credentials: CredentialIssuer;
  /** Who may call the Invoke API. */
  access?: AccessControl;
  /** How long an environment stays warm without an event. */
  idleTimeoutMs?: number | undefined;
  clock: Clock;
  journal: Journal;
}

interface Entry {
  definition: LambdaFunction;
  fingerprint: string;
  pool: EnvironmentPool;
}

/** The functions of the model, each in execution environments that start when an event needs one. */
export async function startLambda(startModel: Model, deps: LambdaDeps): Promise<Lambda> {
  const { clock, journal, access = unrestricted, idleTimeoutMs = IDLE_TIMEOUT_MS } = deps;
  const bootstrap = await bundleBootstrap();
  const code = new CodeStore(deps.programDirectory);
  const concurrency = new Concurrency(clock);
  const initLine = new InitLine(clock);
  const queues = new Queues();
  const entries = new Map<string, Entry>();
  /** Every pool that may still have environments, replaced ones included. */
  const pools = new Set<EnvironmentPool>();
  const numbers = new Map<string, number>();
  let model = startModel;

  const invoke = async (functionName: string, invocation: Invocation) => {
    const entry = entries.get(functionName);
    if (!entry) throw notFound(resolveFunction(model, functionName).arn);
    const done = admit(functionName, entry.pool.isWarm);
    try {
      return await entry.pool.invoke(invocation);
    } finally {
      done();
    }
  };
  const admit = (functionName: string, isWarm: boolean) => {
    try {
      return concurrency.admit(functionName, isWarm);
    } catch (error) {
      const { reason } = error as Refusal;
      journal.record("lambda", "throttle", { function: functionName, reason });
      throw error;
    }
  };
  const asynchronous = new AsynchronousInvocations({
    invoke,
    find: (functionName) => entries.get(functionName)?.definition,
    invokeDestination(functionArn, payload) {
      const { definition, arn } = resolveFunction(model, functionArn);
      if (definition) asynchronous.accept(definition.name, newInvocation(arn, payload));
    },
    queues,
    clock,
    journal,
  });
  const api = await startInvokeApi({
    access,
    model: () => model,
    invoke,
    accept: (functionName, invocation) => asynchronous.accept(functionName, invocation),
  });
  const endpoints = { ...deps.endpoints, AWS_ENDPOINT_URL_LAMBDA: api.endpoint };

  const startPool = async (definition: LambdaFunction, region: string) => {
    const nextNumber = () => {
      const number = (numbers.get(definition.name) ?? 0) + 1;
      numbers.set(definition.name, number);
      return number;
    };
    const pool: EnvironmentPool = new EnvironmentPool({
      ...deps,
      endpoints,
      definition,
      bootstrap,
      taskRoot: await code.unpack(definition.code),
      region,
      idleTimeoutMs,
      initLine,
      nextNumber,
      onEmpty: () => pools.delete(pool),
    });
    pools.add(pool);
    await pool.provision();
    return pool;
  };

  const update = async (changed: Model) => {
    const { functions, region } = changed;
    tellNodeVersion(functions, journal);
    concurrency.setFunctions(functions);
    for (const definition of functions) {
      const { name } = definition;
      const fingerprint = JSON.stringify([definition, region]);
      const entry = entries.get(name);
      if (entry?.fingerprint === fingerprint) continue;
      entries.set(name, { definition, fingerprint, pool: await startPool(definition, region) });
      entry?.pool.retire();
    }
    model = changed;
    for (const [name, { pool }] of entries) {
      if (functions.some((definition) => definition.name === name)) continue;
      entries.delete(name);
      pool.retire();
    }
  };

  await update(startModel);
  return {
    endpoint: api.endpoint,
    async invoke(functionName, payload, requestId) {
      const { arn } = resolveFunction(model, functionName);
      return invoke(functionName, newInvocation(arn, payload, requestId));
    },
    queueMessages: (queueArn) => queues.messages(queueArn),
    update,
    async close() {
      asynchronous.close();
      entries.clear();
      for (const pool of pools) pool.close();
      await api.close();
      await code.close();
    },
  };
}

/** What API Gateway makes of a Lambda that refuses: the same as of a function that fails. */
export async function invokeForGateway(
  lambda: Lambda,
  functionName: string,
  payload: string,
  requestId?: string,
): Promise<InvocationResult> {
  try {
    return await lambda.invoke(functionName, payload, requestId);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { type, message } = error;
    const answer = JSON.stringify({ errorType: type, errorMessage: message });
    return { payload: answer, functionError: "Unhandled" };
  }
}

/** The code that every environment starts with, as plain JavaScript: a worker thread loads no compiler. */
async function bundleBootstrap(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, "runtime/bootstrap.ts")],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: `node${process.versions.node}`,
  });
  return outputFiles[0]!.text;
}
