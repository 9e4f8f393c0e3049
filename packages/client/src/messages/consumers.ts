import { ClientError } from "../client-error";
import type { Events } from "../events";

export const enum Max {
  /** Messages that wait for an iteration, or for the first listener. */
  Waiting = 10_000,
}

type Listener<In, Name extends keyof Events<In>> = (value: Events<In>[Name]) => unknown;

/** Hands on what happens, to listeners and iterations. */
export function createConsumers<In>(isClosed: () => boolean) {
  const listeners = new Set<[name: string, listener: (value: never) => unknown]>();
  const fellBehind = () => new ClientError("fell-behind");

  const emit = <Name extends keyof Events<In>>(name: Name, value: Events<In>[Name]): void => {
    for (const [of, listener] of [...listeners])
      // What it throws is nobody else's: an unhandled rejection, after which the others still hear of it.
      if (of === name) void (async () => listener(value as never))();
  };
  /** Keeps messages until they are taken. */
  const keep = (messages: In[]) => (message: In) => {
    if (messages.length <= Max.Waiting && messages.push(message) > Max.Waiting)
      emit("error", fellBehind());
  };
  // A program asks for history, and awaits the answer, before it listens.
  const early: In[] = [];
  const keepEarly: ["message", (message: In) => void] = ["message", keep(early)];
  listeners.add(keepEarly);

  /** @returns what removes the listener. */
  const on = <Name extends keyof Events<In>>(name: Name, listener: Listener<In, Name>) => {
    if (name === keepEarly[0] && listeners.delete(keepEarly))
      for (const message of early) (listener as Listener<In, "message">)(message);
    const entry: [Name, typeof listener] = [name, listener];
    listeners.add(entry);
    return () => void listeners.delete(entry);
  };

  async function* iterate(): AsyncGenerator<In, undefined> {
    const waiting: In[] = [];
    const keepWaiting = keep(waiting);
    let wake = () => {};
    const stops = [
      on("message", (message) => {
        keepWaiting(message);
        wake();
      }),
      on("state", () => wake()),
    ];
    try {
      for (;;) {
        if (waiting.length > Max.Waiting) throw fellBehind();
        if (waiting.length) yield waiting.shift()!;
        else if (isClosed()) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      for (const stop of stops) stop();
    }
  }
  return { emit, on, iterate };
}
