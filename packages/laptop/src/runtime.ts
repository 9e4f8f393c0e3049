import { existsSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { keepEarlyRequests } from "./early-requests";
import type { AccessControl } from "./iam/access/access";
import type { Credentials } from "./iam/access/credentials";
import { isNamed } from "./apigateway/endpoints";
import { namesOrigin } from "./apigateway/http/cors";
import { findHttpEndpoint } from "./apigateway/http/endpoint";
import { isForManagement } from "./apigateway/management/management-api";
import type { Internals } from "./internals";
import { issuerKeyFile, openIssuerKey } from "./issuer/issuer-key";
import type { TokenTarget } from "./issuer/local-token";
import { createLoader, type FindDeclared } from "./load";
import { serveLocalNames } from "./local-aws/names";
import { namesOf } from "./model/apis/domains";
import type { Model } from "./model/model";
import type * as pageModule from "./page/start";
import type { Page } from "./page/start";
import type { PageTarget } from "./page/target";
import { newToken } from "./page/token";
import { Reloader } from "./reload";
import type * as services from "./services";
import { isAwsName } from "./shared/aws-names";
import { realClock, type Clock } from "./shared/clock";
import { holdable } from "./lambda/environment/holdable-clock";
import type { Inspect } from "./lambda/runtimes/node-runtime";
import { keepDoor } from "./shared/door";
import type { Exposable } from "./shared/exposure";
import { createJournal, type Journal } from "./shared/journal";
import { addressOf, closeServer, listen } from "./shared/listen";
import { stateFile } from "./shared/files/state-file";
import type { Stores } from "./shared/stores";
import { openAuthority } from "./shared/tls/authority";

export interface RuntimeOptions {
  /** The folder of the Pulumi program. */
  program: string;
  stack?: string;
  /** 0 for any free port. */
  port?: number;
  host?: string;
  /** What other machines may reach beside the stages, if `host` is not a loopback address; nothing if not given. */
  expose?: readonly Exposable[];
  /** Origins whose pages may open WebSockets and call HTTP APIs, beside those of this machine: `https://example.com`, or `*`. */
  allowOrigins?: readonly string[];
  config?: Record<string, string>;
  /** Folders of policy packs; if there are none, the folder "policy" of the program applies. */
  policyPacks?: string[];
  /** Folders or zip files with layers that the program does not declare, by the ARN of the layer's version. */
  layers?: Record<string, string>;
  /** What to leave out of the program: types (`aws:sqs/queue:Queue`, `aws:apigateway`) and names of resources. */
  without?: string[];
  /** Whether the program is reloaded when one of its files changes. */
  watch?: boolean;
  /** How long an execution environment stays warm without an event; ten minutes if not given. */
  idleTimeoutMs?: number;
  /** How long events wait while a change of the program is evaluated; 30 s if not given. */
  patienceMs?: number;
  /** The account's quota of requests to API Gateway; AWS's default of 10,000 if not given. */
  requestsPerSecond?: number;
  /** Lets a debugger attach to execution environments; with "wait" each starts when one has. */
  inspect?: Inspect | undefined;
  clock?: Clock;
  journal?: Journal;
  /** Shares evaluations of programs; the program is evaluated by each runtime if not given. */
  findDeclared?: FindDeclared | undefined;
  /** Comes between the services and who decides what callers may do: a test that has calls fail. */
  intercept?: (access: AccessControl) => AccessControl;
  /** Has the tables and queues of a run before, or keeps those of this one for the next. */
  stores?: Stores;
  /** What opens the page; a new secret if not given. */
  pageToken?: string;
  /** Abandons the start. */
  signal?: AbortSignal;
}

export interface Runtime {
  /** What runs now; another object after a change of the program. */
  readonly model: Model;
  /** `ws://HOST:PORT/STAGE` of each stage of a WebSocket API. */
  readonly urls: string[];
  /** Address of the page that shows what happens, with the token that opens it. */
  readonly pageUrl: string;
  /** Which tokens the program accepts; empty if it does not say. */
  readonly tokens: TokenTarget;
  /** Where the embedded DynamoDB answers. */
  readonly dynamoDbEndpoint: string;
  /** Where SQS answers. */
  readonly sqsEndpoint: string;
  /** Where Lambda's Invoke API answers. */
  readonly invokeEndpoint: string;
  /** Signs calls of the services, with every permission. Another for each run. */
  readonly administrator: Credentials;
  readonly journal: Journal;
  /** For pulumi-laptop/test. */
  readonly internals: Internals;
  close(): Promise<void>;
}

/**
 * Runs a Pulumi program on this machine: listens, evaluates the program, starts the services and reloads.
 * @throws UserError if the program, its configuration or the address is wrong. Nothing is left running.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { program, stack = "dev", port = 3000, host = "127.0.0.1", config = {} } = options;
  const { expose = [], allowOrigins = [] } = options;
  const clock = holdable(options.clock ?? realClock);
  const { pageToken = newToken(), idleTimeoutMs, requestsPerSecond } = options;
  const journal = options.journal ?? createJournal(clock);
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };

  const startedAt = performance.now();
  try {
    const server = createServer();
    let target = (): PageTarget | undefined => undefined;
    const serves = (name: string) =>
      isAwsName("execute-api", name) || (target()?.model.domains ?? []).some(isNamed(name));
    let page: Page | undefined;
    const httpApiOf = (request: IncomingMessage) => {
      const model = target()?.model;
      if (!model || page?.owns(request) || isForManagement(request, { model })) return undefined;
      return findHttpEndpoint(model, request.headers.host ?? "", request.url ?? "")?.api;
    };
    keepDoor(server, {
      service: "API Gateway",
      host,
      serves,
      isForPages: (request) => httpApiOf(request) !== undefined,
      isForItsPages: (request) => {
        const cors = httpApiOf(request)?.cors;
        return cors !== undefined && namesOrigin(request, cors);
      },
      allowOrigins,
      journal,
    });
    const early = keepEarlyRequests(server, (request) => page?.owns(request) ?? false);
    await listen(server, host, port);
    closers.push(
      () => closeServer(server),
      () => early.close(),
    );
    const gatewayHost = addressOf(server);

    const { policyPacks, layers, without } = options;
    const loader = createLoader({
      program,
      stack,
      config,
      policyPacks,
      layers,
      without,
      gatewayHost,
      findDeclared: options.findDeclared,
      isFirstStart: !existsSync(stateFile(program, "authority.json")),
      journal,
    });
    closers.push(() => loader.close());
    options.signal?.addEventListener("abort", () => loader.close());
    const reloader = new Reloader(loader, journal, options.patienceMs);

    const issuerKeyPath = issuerKeyFile(program);
    // The page shows how the program is evaluated; what it acts on comes later.
    const exposure = { host, expose };
    const servePage = once(() => {
      const deps = { server, exposure, token: pageToken, idleTimeoutMs, clock, journal };
      const issuerKey = () => openIssuerKey(issuerKeyPath);
      const served = loadPage().startPage({ ...deps, issuerKey, target: () => target() });
      page = served;
      closers.push(() => served.close());
      early.release((request) => served.owns(request));
      return served;
    });
    const openedAuthority = once(() => openAuthority(stateFile(program, "authority.json")));
    const onStart = () => {
      // Loads this code while the program runs in its own process.
      servePage();
      loadServices();
      void openedAuthority();
    };
    const loaded = await loader.load({ onStart });
    const names = await serveLocalNames(
      server,
      host,
      await openedAuthority(),
      namesOf(loaded.model.domains),
    );
    closers.push(() => names.close());

    const running = await loadServices().startServices(loaded.model, {
      programDirectory: loaded.workingDirectory,
      issuerKeyPath,
      server,
      exposure,
      isForPage: servePage().owns,
      names,
      settled: () => reloader.settled(),
      idleTimeoutMs,
      requestsPerSecond,
      inspect: options.inspect,
      intercept: options.intercept,
      stores: options.stores,
      clock,
      journal,
    });
    closers.push(() => running.close());
    let serving = { ...loaded, services: running };
    target = () => serving;
    early.release();

    // A reload ends before the services that it would update.
    closers.push(
      () => loader.close(),
      () => reloader.close(),
    );
    if (options.watch) {
      await reloader.watch(loaded.files, async (changed) => {
        await running.update(changed.model);
        serving = { ...changed, services: running };
      });
    }

    journal.record("program", "serve", { durationMs: Math.round(performance.now() - startedAt) });
    return {
      get model() {
        return serving.model;
      },
      get urls() {
        return serving.model.apis.flatMap(({ stages }) => stages.map(({ url }) => url));
      },
      get tokens() {
        return serving.tokens;
      },
      pageUrl: `http://${gatewayHost}/#${pageToken}`,
      dynamoDbEndpoint: running.dynamoDbEndpoint,
      sqsEndpoint: running.sqs.endpoint,
      invokeEndpoint: running.lambda.endpoint,
      administrator: running.administrator,
      journal,
      internals: running.internals,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/* oxlint-disable typescript/no-require-imports -- only `require` loads now and not before */
function loadPage() {
  return require("./page/start") as typeof pageModule;
}

function loadServices() {
  return require("./services") as typeof services;
}
/* oxlint-enable typescript/no-require-imports */

/** A function that makes something at the first call and returns the same from then on. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
