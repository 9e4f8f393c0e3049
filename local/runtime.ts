import { createServer, type Server } from "node:http";
import { isIPv6, type AddressInfo } from "node:net";
import { resolve } from "node:path";
import { startGateway } from "./apigateway/start";
import { realClock, type Clock } from "./clock";
import { startDynamoDb } from "./dynamodb/start";
import { UserError } from "./errors";
import { CredentialIssuer } from "./iam/credentials";
import { createJournal, type Journal } from "./journal";
import { startLambda } from "./lambda/start";
import { buildModel } from "./model/build";
import type { Model } from "./model/model";
import { evaluate } from "./program/evaluate";
import { readProject } from "./program/project";
import { watchFiles } from "./watch";

export interface RuntimeOptions {
  /** The folder of the Pulumi program. */
  program: string;
  stack?: string;
  /** 0 for any free port. */
  port?: number;
  host?: string;
  config?: Record<string, string>;
  /** Whether a changed file of the program is taken over at once. */
  watch?: boolean;
  clock?: Clock;
  journal?: Journal;
  /** Gives the start up. */
  signal?: AbortSignal;
}

export interface Runtime {
  /** What runs now; another object after a change of the program. */
  readonly model: Model;
  /** `ws://HOST:PORT/STAGE` of each stage. */
  readonly urls: string[];
  /** Where the embedded DynamoDB answers. */
  readonly dynamoDbEndpoint: string;
  readonly journal: Journal;
  close(): Promise<void>;
}

const ACCOUNT_ID = "123456789012";
const DEFAULT_REGION = "us-east-1";

/**
 * Runs a Pulumi program on this machine.
 * @throws UserError if the program, its configuration or the address is wrong. Nothing is left running.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const {
    stack = "dev",
    port = 3000,
    host = "127.0.0.1",
    config = {},
    clock = realClock,
  } = options;
  const directory = resolve(options.program);
  const journal = options.journal ?? createJournal(clock);
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };

  const load = async () => {
    const project = readProject(directory, stack, config);
    const surroundings = {
      region: project.configuration.values["aws:region"] ?? DEFAULT_REGION,
      accountId: ACCOUNT_ID,
      gatewayHost,
    };
    const onOutput = (message: string) => journal.record("program", "output", { message });
    const evaluation = await evaluate(project, {
      ...surroundings,
      onOutput,
      signal: stopEvaluation.signal,
    });
    return { model: buildModel(evaluation, surroundings), files: evaluation.files };
  };

  const stopEvaluation = new AbortController();
  closers.push(() => stopEvaluation.abort());
  options.signal?.addEventListener("abort", () => stopEvaluation.abort());
  const server = createServer();
  await listen(server, host, port);
  closers.push(() => closeServer(server));
  const gatewayHost = addressOf(server);

  try {
    const loaded = await load();
    let { model } = loaded;
    let change = Promise.resolve();

    const dynamoDb = await startDynamoDb(model, { clock, journal });
    closers.push(() => dynamoDb.close());
    const lambda = await startLambda(model, {
      programDirectory: directory,
      endpoints: { AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint },
      credentials: new CredentialIssuer(),
      clock,
      journal,
    });
    closers.push(() => lambda.close());
    const gateway = startGateway(model, {
      server,
      invoke: (name, payload) => lambda.invoke(name, payload),
      settled: () => change,
      clock,
      journal,
    });
    closers.push(() => gateway.close());

    const reload = async () => {
      journal.record("program", "change");
      try {
        const changed = await load();
        model = changed.model;
        await dynamoDb.update(model);
        await lambda.update(model);
        gateway.update(model);
        await watch?.setFiles(changed.files);
        journal.record("program", "reload");
      } catch (error) {
        if (stopEvaluation.signal.aborted) return;
        journal.record("program", "failed", { message: (error as Error).message });
      }
    };
    // Events that arrive during a change wait for it, so that the next message runs the new code.
    const onChange = () => {
      change = change.then(reload);
    };
    const watch = options.watch ? watchFiles(onChange) : undefined;
    closers.push(() => watch?.close());
    await watch?.setFiles(loaded.files);

    return {
      get model() {
        return model;
      },
      get urls() {
        return model.apis.flatMap(({ stages }) =>
          stages.map(({ name }) => `ws://${gatewayHost}/${name}`),
        );
      },
      dynamoDbEndpoint: dynamoDb.endpoint,
      journal,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolveListening, reject) => {
    server.once("error", reject).listen(port, host, resolveListening);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") {
      throw new UserError(
        "PORT",
        `Port ${port} is in use. Choose another with --port, or --port 0 for any free one.`,
      );
    }
    throw new UserError("PORT", `Cannot listen on "${host}", port ${port}: ${error.message}.`);
  });
}

/** `HOST:PORT` under which programs on this machine reach the server. */
function addressOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  const host = address === "0.0.0.0" || address === "::" ? "127.0.0.1" : address;
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolveClosed) => {
    server.close(() => resolveClosed());
  });
}
