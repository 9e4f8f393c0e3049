import { fork, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { UserError } from "pulumi-laptop/src/shared/errors";
import type { LoadOptions } from "./options";
import { nowMs, type FromChild, type ProcessResult, type Progress, type ToChild } from "./protocol";
import type { Sent } from "./tally";
import { tokenOf } from "./token";

/** Deliveries are waited for while some still come, and this long at most. */
const PATIENCE_MS = 30_000;
const QUIET_MS = 3000;

export interface RunResult {
  processes: ProcessResult[];
  sent: number;
}

/**
 * Opens connections in several processes, sends, and waits for what arrives.
 * @param stopped ends the run before its time: what was sent until then counts.
 * @param onProgress is told once a second.
 * @throws UserError if no connection opens, or the token command fails.
 */
export async function runLoad(
  options: LoadOptions,
  stopped: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<RunResult> {
  const { tokenCommand } = options;
  const token = tokenCommand === undefined ? undefined : await tokenOf(tokenCommand);
  const run = randomBytes(4).toString("hex");
  const children = Array.from({ length: options.processes }, () => new Child());
  const progress = () => {
    const sum = { open: 0, sent: 0, received: 0 };
    for (const child of children) {
      sum.open += child.progress.open;
      sum.sent += child.progress.sent;
      sum.received += child.progress.received;
    }
    return sum;
  };
  const timer = setInterval(() => onProgress(progress()), 1000);
  const stop = () => {
    for (const child of children) child.tell({ type: "stop" });
  };
  if (stopped.aborted) stop();
  stopped.addEventListener("abort", stop, { once: true });
  try {
    const opened = await Promise.all(
      children.map((child, i) => child.ask("opened", { type: "open", share: shareOf(i) })),
    );
    if (opened.every((each) => each.opened === 0)) {
      const results = await finish([]);
      if (stopped.aborted) return { processes: results, sent: 0 };
      const [why] = Object.keys(results[0]!.refused);
      throw new UserError("USAGE", `No connection to "${options.url}" opened: ${why}.`);
    }
    const startedAt = nowMs();
    const sent = await Promise.all(
      children.map((child) => child.ask("sent", { type: "send", startedAt })),
    );
    const messages = sent.flatMap((each) => each.messages);
    await quiet(() => progress().received);
    return { processes: await finish(messages), sent: messages.length };
  } finally {
    clearInterval(timer);
    stopped.removeEventListener("abort", stop);
    for (const child of children) child.end();
  }

  function shareOf(i: number) {
    const { connections, processes, openRate, rate, url, message, reaches, durationMs } = options;
    const first = Math.floor((connections * i) / processes);
    const own = Math.floor((connections * (i + 1)) / processes) - first;
    return {
      options: { url, message, reaches, durationMs },
      ...{ run, process: i, first, own, all: connections, processes, token },
      openRate: openRate / processes,
      rate: rate / processes,
    };
  }

  async function finish(messages: Sent[]): Promise<ProcessResult[]> {
    const results = children.map((child) => child.ask("result", { type: "finish", messages }));
    return (await Promise.all(results)).map(({ result }) => result);
  }
}

/** Waits until nothing has come for a while. */
async function quiet(received: () => number): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  let [last, since] = [-1, performance.now()];
  while (performance.now() < until && performance.now() - since < QUIET_MS) {
    if (received() !== last) [last, since] = [received(), performance.now()];
    await wait(250);
  }
}

/** A process that is asked one thing after the other. */
class Child {
  progress: Progress = { open: 0, sent: 0, received: 0 };
  readonly #process: ChildProcess;
  #settle:
    | { type: string; resolve: (answer: never) => void; reject: (e: Error) => void }
    | undefined;

  constructor() {
    this.#process = fork(join(__dirname, "child.ts"), {
      execArgv: ["--no-deprecation", "--require", require.resolve("tsx/cjs")],
    });
    this.#process.on("message", (message: FromChild) => {
      if (message.type === "progress") this.progress = message.progress;
      else if (message.type === this.#settle?.type) this.#settle.resolve(message as never);
    });
    this.#process.once("exit", (code) =>
      this.#settle?.reject(new Error(`A process of the run ended with code ${code}.`)),
    );
  }

  ask<Type extends FromChild["type"]>(
    type: Type,
    message: ToChild,
  ): Promise<Extract<FromChild, { type: Type }>> {
    return new Promise((resolve, reject) => {
      this.#settle = { type, resolve, reject };
      this.#process.send(message, (error) => error && reject(error));
    });
  }

  tell(message: ToChild): void {
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  end(): void {
    if (this.#process.connected) this.#process.disconnect();
  }
}
