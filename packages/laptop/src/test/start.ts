import { stop as stopEsbuild } from "esbuild";
import type { RunningEnvironment } from "../internals";
import { Refusal } from "../lambda/invoke/refusal";
import { issuerKeyFile, openIssuerKey } from "../issuer/issuer-key";
import { localToken } from "../issuer/local-token";
import { startRuntime, type Runtime } from "../runtime";
import { realClock } from "../shared/clock";
import { UserError } from "../shared/errors";
import { createJournal } from "../shared/journal";
import { Stores } from "../shared/stores";
import { acceptedAt } from "./accepted-tokens";
import { Connection } from "./connection/connection";
import { openWebSocket } from "./connection/handshake";
import { handshakeOf } from "./connection/handshake-target";
import { Inbox } from "./connection/inbox";
import { Faults } from "./faults/faults";
import { findFunction, findHttpStage, findQueue, findTable } from "./find";
import { httpRequest, urlOf } from "./http-request";
import { FunctionFailed, type ConnectOptions, type Laptop, type LaptopOptions } from "./laptop";
import { testQueue } from "./queue";
import { Recording } from "./recording";
import { untilSettled } from "./settled";
import { shareEvaluations } from "./shared-evaluations";
import { testTable } from "./table/table";
import { millisecondsOf } from "./time/duration";
import { ManualClock } from "./time/manual-clock";
import { DEFAULT_WAIT_MS } from "./time/within";
import { usageOf } from "./usage";

/** Those of this process that are not closed. */
const laptops = new Set<Runtime>();

/**
 * Runs a Pulumi program for a test: on a free port, without a word, any number of them in one process. What an
 * evaluation of the program gave is shared while none of its files changes.
 * @throws UserError if the program, its configuration or its policy packs do not let it start. Nothing is left running.
 */
export async function startLaptop(options: LaptopOptions = {}): Promise<Laptop> {
  const { program = ".", clock: kind = "manual", ...others } = options;
  const manualClock = kind === "manual" ? new ManualClock() : undefined;
  const clock = manualClock ?? realClock;
  const journal = createJournal(clock);
  const recording = new Recording(journal);
  const faults = new Faults(clock, journal);
  // Where it is depends on what the program's folder holds, which its evaluation may change.
  const issuerKeyPath = issuerKeyFile(program);
  const stores = new Stores();
  const start = async (port: number) => {
    const started = await startRuntime({
      ...others,
      program,
      port,
      clock,
      journal,
      stores,
      findDeclared: shareEvaluations,
      intercept: (access) => faults.intercept(access),
    }).catch((error: unknown) => {
      throw withOutput(error, recording);
    });
    laptops.add(started);
    return started;
  };
  const stop = async () => {
    await runtime.close();
    for (const connection of connections) connection.cut();
    await Promise.all([...connections].map(({ closed }) => closed));
    connections.clear();
    laptops.delete(runtime);
  };
  let runtime = await start(0);
  const connections = new Set<Connection>();
  const tokenOf = (as: NonNullable<ConnectOptions["as"]>, target = runtime.tokens) =>
    localToken(openIssuerKey(issuerKeyPath), {
      ...(typeof as === "string" ? { name: as } : as),
      ...target,
      nowMs: Date.now(),
    });

  return {
    get runtime() {
      return runtime;
    },
    clock: {
      now: () => clock.now(),
      advance(duration) {
        if (manualClock) return manualClock.advance(duration);
        throw new UserError("USAGE", `A real clock cannot be advanced. Leave out clock: "real".`);
      },
      after: (duration, callback) => clock.after(millisecondsOf(duration), callback),
    },

    async connect(connectOptions = {}) {
      const { url, headers } = await handshakeOf(connectOptions, runtime);
      const { as, protocols = as ? ["bearer", tokenOf(as)] : [] } = connectOptions;
      let inbox!: Inbox;
      const opened = await openWebSocket(url, { headers, protocols }, recording, (webSocket) => {
        inbox = new Inbox(webSocket, recording);
      });
      const { connectionId } = runtime.internals.madeFrom(opened.socket.localPort!) ?? {};
      const connection = new Connection(connectionId!, opened, inbox, recording);
      connections.add(connection);
      return connection;
    },
    async http(path, requestOptions = {}) {
      const { stage, api, as, headers = {}, ...rest } = requestOptions;
      const { url } = findHttpStage(runtime.model, stage, api);
      const token: Record<string, string> =
        as === undefined
          ? {}
          : { Authorization: `Bearer ${tokenOf(as, acceptedAt(runtime, url))}` };
      const asked = { ...rest, headers: { ...token, ...headers } };
      return runtime.internals.inProgress.add(httpRequest(urlOf(url, path, asked), asked));
    },
    cut: (connection) => connection.cut(),

    async invoke(functionName, event = {}) {
      const { logicalName, name } = findFunction(runtime.model, functionName);
      const failed = (errorType: string, message: string, payload?: unknown) => {
        const text = `Function "${logicalName}" failed: ${errorType}: ${message}`;
        return new FunctionFailed(`${text}\n${recording.tail()}`, errorType, payload);
      };
      const answer = await runtime.internals
        .invoke(name, JSON.stringify(event))
        .catch((error: unknown) => {
          throw error instanceof Refusal ? failed(error.type, error.message) : error;
        });
      const payload = JSON.parse(answer.payload) as unknown;
      if (!answer.functionError) return payload;
      const { errorType = "Error", errorMessage = "" } = payload as Record<string, string>;
      throw failed(errorType, errorMessage, payload);
    },
    environments(functionName) {
      const name = functionName && findFunction(runtime.model, functionName).name;
      return runtime.internals.environments(name);
    },
    kill(environment) {
      if (environment === undefined || environment.state === "ended")
        throw new UserError("USAGE", "There is no such environment: it has ended, or none began.");
      void runtime.internals.inProgress.add((environment as RunningEnvironment).kill());
    },
    table(name) {
      const table = findTable(runtime.model, name);
      return testTable(table, runtime.dynamoDbEndpoint, runtime.administrator);
    },
    queue(name) {
      const { arn } = findQueue(runtime.model, name);
      return testQueue(() => runtime.internals.queue(arn)!, clock);
    },

    fail: (action, failOptions) => faults.fail(action, failOptions),
    delay: (action, duration, delayOptions) => faults.delay(action, duration, delayOptions),

    entries: (fields) => recording.entries(fields),
    until: (fields, { within = DEFAULT_WAIT_MS } = {}) =>
      recording.until(fields, millisecondsOf(within)),
    settled: ({ within = DEFAULT_WAIT_MS } = {}) =>
      untilSettled(
        {
          inProgress: runtime.internals.inProgress,
          isDelivered: () =>
            [...connections].every((one) =>
              one.isDelivered(runtime.internals.madeFrom(one.port)?.socket),
            ),
          isHeld: () => faults.isHolding,
        },
        recording,
        millisecondsOf(within),
      ),
    usage: () => usageOf(runtime.internals.usage()),

    async restart() {
      await stop();
      runtime = await start(Number(new URL(runtime.pageUrl).port));
    },
    async close() {
      for (const connection of connections) connection.cut();
      faults.close();
      await stop();
      // Its process would stay; whoever needs it next starts another.
      if (laptops.size === 0) await stopEsbuild();
    },
  };
}

/** Adds what the program printed, since nothing else shows it. */
function withOutput(error: unknown, recording: Recording): unknown {
  const printed = recording.entries({ service: "program", event: "output" });
  if (!(error instanceof Error) || printed.length === 0) return error;
  const lines = printed.map(({ message }) => `  ${String(message)}`);
  error.message += `\n${["The program printed:", ...lines].join("\n")}`;
  return error;
}
