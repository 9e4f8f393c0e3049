import { monitorEventLoopDelay } from "node:perf_hooks";
import { Connections } from "./connections";
import type { FromChild, ToChild } from "./protocol";

// One process of a run: the parent tells it when to open, send and finish.
const tell = (message: FromChild) => process.send!(message);
const delay = monitorEventLoopDelay({ resolution: 10 });
let connections: Connections | undefined;
let cpuBefore = process.cpuUsage();
let sendingSince = 0;

async function handle(message: ToChild): Promise<void> {
  if (message.type === "open") {
    connections = new Connections(message.share);
    setInterval(() => tell({ type: "progress", progress: connections!.progress }), 1000).unref();
    await connections.open();
    tell({ type: "opened", opened: connections.progress.open });
  } else if (message.type === "send") {
    cpuBefore = process.cpuUsage();
    sendingSince = performance.now();
    delay.enable();
    tell({ type: "sent", messages: await connections!.send(message.startedAt) });
  } else if (message.type === "stop") {
    connections?.stop();
  } else {
    delay.disable();
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpuShare = (user + system) / 1000 / (performance.now() - sendingSince);
    const seen = connections!.finish(message.messages);
    // The timer itself fires each 10 ms.
    const loopDelayMs = Math.max(0, delay.percentile(99) / 1e6 - 10);
    process.send!({ type: "result", result: { ...seen, cpuShare, loopDelayMs } }, () =>
      process.disconnect(),
    );
  }
}

process.on("message", (message: ToChild) => void handle(message));
// Ctrl-C reaches every process of a terminal. The parent decides what follows.
process.on("SIGINT", () => undefined);
// Without its parent it has nothing to do.
process.on("disconnect", () => process.exit());
