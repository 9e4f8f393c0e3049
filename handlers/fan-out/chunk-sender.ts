import { connectionsOf, cut, type Chunk } from "./chunk";
import type { Connection } from "../stores/connection-store";
import type { HandOn } from "./invoke-fan-out";

export interface HandoverArgs {
  handOn: HandOn;
  message: string;
  /** What the IDs of the chunks begin with. */
  chunkId: string;
  handedOn: number;
  /** Connections in a chunk. */
  most: number;
}

/** Connections on their way to other invocations. */
export interface Handover {
  /** Hands these on too, once they fill a chunk. Resolves when there is room for more. */
  add(connections: Connection[]): Promise<void>;
  /** Hands the last ones on and waits for all. */
  end(): Promise<{ handedOn: number; refused: Connection[] }>;
}

const INVOCATIONS_IN_FLIGHT = 8;

/** Hands connections on in chunks, a bounded number of them at a time. */
export function startHandover(args: HandoverArgs): Handover {
  const { handOn, message, most } = args;
  const inFlight = new Set<Promise<void>>();
  let rest: Connection[] = [];
  let chunks = 0;
  let handedOn = 0;
  let refused: Connection[] = [];

  const send = async (connections: Chunk["connections"]) => {
    if (inFlight.size >= INVOCATIONS_IN_FLIGHT) await Promise.race(inFlight);
    const chunkId = `${args.chunkId}/${++chunks}`;
    const chunk = { chunkId, message, connections, handedOn: args.handedOn + 1 };
    const sending = handOn(chunk)
      .then(() => {
        handedOn += connections.length;
      })
      .catch((error: unknown) => {
        console.error(`Chunk "${chunkId}" could not be handed on.`, error);
        refused = refused.concat(connectionsOf(chunk));
      })
      .finally(() => inFlight.delete(sending));
    inFlight.add(sending);
  };

  return {
    async add(connections) {
      rest = rest.concat(connections);
      const whole = rest.length - (rest.length % most);
      const ready = rest.slice(0, whole);
      rest = rest.slice(whole);
      for (const one of cut(ready, message, most)) await send(one);
    },
    async end() {
      for (const one of cut(rest, message, most)) await send(one);
      rest = [];
      await Promise.all(inFlight);
      return { handedOn, refused };
    },
  };
}
