import type { Events, Reply, State } from "./events";

/** A connection that survives: cut, swapped or asleep, it is the same object. */
export interface Connection<In, Out> extends AsyncIterable<In> {
  readonly state: State;
  /** The last sequence of each room that was handed on: what a program keeps, to go on from there another time. */
  readonly since: Record<string, number>;
  /**
   * Sends a message, as soon as there is a connection. What the service may not have got is sent again, with the same ID.
   * @returns the answer of the service; at once, and nothing, if it answers no message.
   * @throws ClientError
   */
  send(message: Out): Promise<Reply>;
  /**
   * Calls back whenever it happens. The first listener for messages gets those that came before it.
   * @returns what removes the listener.
   */
  on<Name extends keyof Events<In>>(
    name: Name,
    listener: (value: Events<In>[Name]) => void,
  ): () => void;
  /** Messages from now on; the first iteration has those that came before it. It ends when the connection is closed. */
  [Symbol.asyncIterator](): AsyncIterableIterator<In>;
  /** For good. Settles when no WebSocket is left. */
  close(reason?: string): Promise<void>;
}
