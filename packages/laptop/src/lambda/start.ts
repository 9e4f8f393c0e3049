import type { IncomingMessage, ServerResponse } from "node:http";
import type { Backlog } from "./pool/backlog";
import type { Clock } from "../shared/clock";
import type { Exposure } from "../shared/exposure";
import { trustVariables, type LocalNames } from "../shared/tls/local-names";
import { unrestricted, type AccessControl } from "../iam/access/access";
import type { CredentialIssuer } from "../iam/access/credentials";
import { InProgress } from "../shared/in-progress";
import type { Journal } from "../shared/journal";
import { namesOf } from "../model/apis/domains";
import type { Model } from "../model/model";
import {
  AsynchronousInvocations,
  type AsynchronousDeps,
} from "./asynchronous/asynchronous-invocations";
import { Concurrency } from "./concurrency";
import type { ExecutionEnvironment } from "./environment/execution-environment";
import { absence, resolveFunction } from "./invoke/function-name";
import { Functions } from "./functions";
import { newInvocation, type Invocation, type InvocationResult } from "./invoke/invocation";
import { startInvokeApi } from "./invoke/invoke-api";
import { reportNodeVersion } from "./node-version";
import { IDLE_TIMEOUT_MS } from "./pool/pool";
import { InstalledRuntimes } from "./runtimes/installed-runtimes";
import type { Inspect } from "./runtimes/node-runtime";
import { Refusal } from "./invoke/refusal";

export interface Lambda {
  /** Where the AWS SDK finds the Invoke API: http://127.0.0.1:PORT. */
  endpoint: string;
  /** Answers a request to the Invoke API that came another way. */
  serve(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Invokes a function and waits for its response.
   * @param functionName may end in `:` and a version or alias.
   * @param payload the event, as JSON.
   * @param requestId the request ID; a new one by default.
   * @param sender whose event it is, if a connection's.
   * @throws Refusal if the function does not exist or is throttled.
   */
  invoke(
    functionName: string,
    payload: string,
    requestId?: string,
    sender?: string,
  ): Promise<InvocationResult>;
  /**
   * Invokes a function without waiting for its response.
   * @returns the request ID.
   * @throws Refusal if the function does not exist.
   */
  accept(functionName: string, payload: string): string;
  /** The execution environments that have not ended, the oldest first; of one function if its name is given. */
  environments(functionName?: string): ExecutionEnvironment[];
  /** Ends every idle environment, as if its idle timeout had passed. */
  endIdle(): void;
  /** Switches to changed functions. Events in flight finish with the code they started with. */
  update(model: Model): Promise<void>;
  close(): Promise<void>;
}

export interface LambdaDeps {
  /** The folder that the program's paths are relative to. */
  programDirectory: string;
  /** Endpoints of local services, by environment variable. */
  endpoints: Record<string, string>;
  /** Where AWS's names lead; into the internet if not given. */
  names?: LocalNames;
  credentials: CredentialIssuer;
  /** Who may call the Invoke API. */
  access?: AccessControl;
  /** Whether the role of a function lets Lambda send to the ARN of a destination. */
  maySend?: (functionName: string, target: string) => boolean;
  /** Sends a message to a queue, with message attributes as text. */
  sendToQueue?: AsynchronousDeps["sendToQueue"];
  /** Where the Invoke API listens; this machine alone if not given. */
  exposure?: Exposure;
  /** How long an environment stays warm without an event. */
  idleTimeoutMs?: number | undefined;
  /** Whether execution environments can be debugged. */
  inspect?: Inspect | undefined;
  /** The Node.js of execution environments; this process's own if not given. */
  nodePath?: string | undefined;
  /** Counts the events that wait for an environment. */
  backlog?: Backlog;
  /** Counts invocations and Init phases until they are over. */
  inProgress?: InProgress;
  clock: Clock;
  journal: Journal;
}

/** The functions of the model, each in execution environments that start when an event needs one. */
export async function startLambda(startModel: Model, deps: LambdaDeps): Promise<Lambda> {
  const { clock, journal, access = unrestricted, idleTimeoutMs = IDLE_TIMEOUT_MS } = deps;
  const { maySend = () => true, sendToQueue = () => undefined } = deps;
  const runtimes = new InstalledRuntimes(deps);
  const concurrency = new Concurrency(clock);
  let model = startModel;

  const { inProgress = new InProgress() } = deps;
  const invoke = (functionName: string, invocation: Invocation) =>
    inProgress.add(invokeNow(functionName, invocation));
  const invokeNow = async (functionName: string, invocation: Invocation) => {
    const found = functions.find(functionName);
    if (!found) throw absence(model, resolveFunction(model, functionName).arn);
    const admission = admit(functionName, found.pool.isWarm, invocation.requestId);
    try {
      return await found.pool.invoke(invocation, admission.reuses);
    } finally {
      admission.end();
    }
  };
  const admit = (functionName: string, isWarm: boolean, requestId: string) => {
    try {
      return concurrency.admit(functionName, isWarm);
    } catch (error) {
      const { reason } = error as Refusal;
      journal.record("lambda", "throttle", { function: functionName, requestId, reason });
      throw error;
    }
  };
  const asynchronous = new AsynchronousInvocations({
    invoke,
    find: (functionName) => functions.find(functionName)?.definition,
    invokeDestination(functionArn, payload) {
      const { definition, arn } = resolveFunction(model, functionArn);
      if (definition) asynchronous.accept(definition.name, newInvocation(arn, payload));
    },
    maySend,
    sendToQueue,
    inProgress,
    clock,
    journal,
  });
  const api = await startInvokeApi({
    access,
    model: () => model,
    invoke,
    exposure: deps.exposure,
    journal,
    accept: (functionName, invocation) => asynchronous.accept(functionName, invocation),
  });
  const endpoints = {
    ...deps.endpoints,
    AWS_ENDPOINT_URL_LAMBDA: api.endpoint,
    ...(deps.names && trustVariables(deps.names)),
  };
  const functions = new Functions({ ...deps, runtimes, endpoints, idleTimeoutMs });

  const update = async (changed: Model) => {
    reportNodeVersion(changed.functions, journal);
    await runtimes.setDomains(namesOf(changed.domains));
    const takeOver = await functions.prepare(changed);
    concurrency.setFunctions(changed.functions);
    takeOver();
    model = changed;
  };
  const close = async () => {
    asynchronous.close();
    await functions.close();
    await runtimes.close();
    await api.close();
  };

  try {
    await update(startModel);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    endpoint: api.endpoint,
    serve: api.serve,
    async invoke(functionName, payload, requestId, sender) {
      const { arn, definition } = resolveFunction(model, functionName);
      if (!definition) throw absence(model, arn);
      return invoke(definition.name, newInvocation(arn, payload, requestId, sender));
    },
    accept(functionName, payload) {
      const { arn, definition } = resolveFunction(model, functionName);
      if (!definition) throw absence(model, arn);
      const invocation = newInvocation(arn, payload);
      asynchronous.accept(definition.name, invocation);
      return invocation.requestId;
    },
    environments: (functionName) => functions.environments(functionName),
    endIdle: () => functions.endIdle(),
    update,
    close,
  };
}

/** Invokes a function for API Gateway, which treats an error of the Lambda service as one of the function. */
export async function invokeForGateway(
  lambda: Lambda,
  functionName: string,
  payload: string,
  requestId?: string,
  sender?: string,
): Promise<InvocationResult> {
  try {
    return await lambda.invoke(functionName, payload, requestId, sender);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { type, message } = error;
    const answer = JSON.stringify({ errorType: type, errorMessage: message });
    return { payload: answer, functionError: "Unhandled" };
  }
}
