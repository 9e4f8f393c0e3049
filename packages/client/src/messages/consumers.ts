import { ClientError } from "../client-error";
import type { Events } from "../options";

/** Messages that wait for an iteration, or for the first listener. */
export const MAX_WAITING = 10_000;

type Listener<In, Name extends keyof Events<In>> = (value: Events<In>[Name]) => unknown;

/** Hands on what happens, to listeners and iterations. */
export function createConsumers<In>(isClosed: () => boolean) {
  const listeners: { [Name in keyof Events<In>]: Set<Listener<In, Name>> } = {
    message: new Set(),
    state: new Set(),
    gap: new Set(),
    error: new Set(),
  };

  const emit = <Name extends keyof Events<In>>(name: Name, value: Events<In>[Name]): void => {
    for (const listener of [...listeners[name]])
      // What it throws is nobody else's: an unhandled rejection, after which the others still hear of it.
      void (async () => listener(value))();
  };
  /** Keeps messages until they are taken. */
  const keep = (messages: In[]) => (message: In) => {
    if (messages.length <= MAX_WAITING && messages.push(message) > MAX_WAITING)
      emit("error", new ClientError("fell-behind", "Messages are dropped: too many wait."));
  };
  // A program asks for history, and awaits the answer, before it listens.
  const early: In[] = [];
  const keepEarly = keep(early);
  listeners.message.add(keepEarly);

  /** @returns what removes the listener. */
  const on = <Name extends keyof Events<In>>(name: Name, listener: Listener<In, Name>) => {
    if (name === "message" && listeners.message.delete(keepEarly))
      for (const message of early) (listener as Listener<In, "message">)(message);
    listeners[name].add(listener);
    return () => void listeners[name].delete(listener);
  };

  async function* iterate(): AsyncGenerator<In, undefined> {
    const waiting: In[] = [];
    let wake: () => void;
    const stops = [
      on("message", keep(waiting)),
      on("message", () => wake?.()),
      on("state", () => wake?.()),
    ];
    try {
      for (;;) {
        if (waiting.length > MAX_WAITING) throw new ClientError("fell-behind", "Too many wait.");
        if (waiting.length > 0) yield waiting.shift()!;
        else if (isClosed()) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      for (const stop of stops) stop();
    }
  }
  return { emit, on, iterate };
}
