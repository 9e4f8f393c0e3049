import { WebSocket } from "ws";
import type { Clock } from "../../shared/clock";

/** Node.js says so on its standard error. */
const LISTENING = /^Debugger listening on (ws:\/\/127\.0\.0\.1:\d+\/\S+)$/;

/** In the log of the environment. */
export const STOPPED =
  "Stopped by a debugger. Meanwhile timeouts wait, and credentials do not expire.";

/** While it stands still, what is left of the time for an event does too. `context.ts` of the runtime reads it. */
const STANDS = `globalThis[Symbol.for("aws.lambda.stopped")]`;
const ON_PAUSE = `${STANDS} = { ms: 0, ...${STANDS}, since: Date.now() }`;
const ON_RESUME = `${STANDS} = { ms: ${STANDS}.ms + Date.now() - ${STANDS}.since }`;

/** @returns where a process can be debugged, if a line of its output tells. */
export function inspectorAddress(line: string): string | undefined {
  return LISTENING.exec(line)?.[1];
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
  const send = (method: string, params = {}) =>
    socket.send(JSON.stringify({ id: ++id, method, params }));
  const goOn = () => {
    release?.();
    release = undefined;
  };
  socket.on("open", () => send("Debugger.enable"));
  socket.on("message", (data: Buffer) => {
    const { method } = JSON.parse(data.toString()) as { method?: string };
    if (method === "Debugger.paused") {
      send("Runtime.evaluate", { expression: ON_PAUSE });
      release ??= clock.hold?.();
      tell();
      tell = () => {};
    } else if (method === "Debugger.resumed") {
      send("Runtime.evaluate", { expression: ON_RESUME });
      goOn();
    }
  });
  // The process has ended.
  socket.on("error", goOn);
  socket.on("close", goOn);
}
