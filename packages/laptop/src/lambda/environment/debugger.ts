import { WebSocket } from "ws";
import type { Clock } from "../../shared/clock";

/** Node.js says so on its standard error. */
const LISTENING = /^Debugger listening on (ws:\/\/127\.0\.0\.1:\d+\/\S+)$/;

/** What else Node.js says of debuggers, which is not of the function. */
const NOISE =
  /^(For help, see: https:\/\/nodejs\.org\/|Debugger attached\.$|Debugger ending on ws:|Waiting for the debugger to disconnect)/;

/** In the log of the environment. */
export const STOPPED =
  "Stopped by a debugger. Meanwhile timeouts wait, and credentials do not expire.";

/** While it stands still, what is left of the time for an event does too. `context.ts` of the runtime reads it. */
const STANDS = `globalThis[Symbol.for("aws.lambda.stopped")]`;

/** Evaluated while the process is stopped. Its result comes when the process goes on. */
const UNTIL_IT_GOES_ON = `(() => {
  const before = ${STANDS}?.ms ?? 0;
  const since = Date.now();
  ${STANDS} = { ms: before, since };
  return new Promise((resolve) => setImmediate(resolve)).then(() => {
    ${STANDS} = { ms: before + Date.now() - since };
  });
})()`;

/** @returns where a process can be debugged, if a line of its output tells. */
export function inspectorAddress(line: string): string | undefined {
  return LISTENING.exec(line)?.[1];
}

/** Whether a line of a process that can be debugged is no part of the function's log. */
export function isInspectorNoise(line: string): boolean {
  return NOISE.test(line);
}

/**
 * Holds the clock while a debugger stops a process of Node.js, as one more client of its inspector. If the
 * process waits for a debugger, it is stopped now.
 * https://chromedevtools.github.io/devtools-protocol/v8/Debugger/
 * @param address from `inspectorAddress`.
 * @param onFirstStop called once.
 */
export function holdWhileStopped(
  address: string,
  isStopped: boolean,
  clock: Pick<Clock, "hold">,
  onFirstStop: () => void,
): void {
  const socket = new WebSocket(address);
  let release = isStopped ? clock.hold?.() : undefined;
  let tell = onFirstStop;
  let id = 0;
  let waitingId = 0;
  const send = (method: string, params = {}) => {
    socket.send(JSON.stringify({ id: ++id, method, params }));
    return id;
  };
  const goOn = () => {
    release?.();
    release = undefined;
  };
  socket.on("open", () => send("Debugger.enable"));
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { id?: number; method?: string };
    if (message.method === "Debugger.paused") {
      release ??= clock.hold?.();
      const params = { expression: UNTIL_IT_GOES_ON, awaitPromise: true };
      waitingId = send("Runtime.evaluate", params);
      // As long as any debugger is enabled, a process stays stopped; the one that stopped it may leave.
      send("Debugger.disable");
      tell();
      tell = () => {};
    } else if (message.id === waitingId) {
      goOn();
      send("Debugger.enable");
    }
  });
  // The process has ended.
  socket.on("error", goOn);
  socket.on("close", goOn);
}
