import type { Laptop, TestConnection } from "pulumi-laptop/test";

type Frame = Record<string, unknown>;

/** Somebody in front of a screen. */
export interface Person {
  connection: TestConnection;
  /** Makes a request, and waits for its answer. @returns the answer, and what arrived before it. */
  ask(request: Frame): Promise<Frame & { before: Frame[] }>;
  /** Makes a request that need not be answered with its ID. */
  send(message: string | object): Promise<void>;
  next(): Promise<Frame>;
  /** What has arrived and was not read. */
  unread(): Frame[];
}

let requests = 0;

export async function personAt(laptop: Laptop, user: string): Promise<Person> {
  return personOf(await laptop.connect({ query: { user } }));
}

export function personOf(connection: TestConnection): Person {
  const next = async () => JSON.parse(await connection.next()) as Frame;
  return {
    connection,
    next,
    send: (message) => connection.send(message),
    unread: () => connection.unread.map((text) => JSON.parse(text) as Frame),
    async ask(request) {
      const id = `request-${++requests}`;
      await connection.send({ id, ...request });
      const before: Frame[] = [];
      for (;;) {
        const frame = await next();
        if (frame.replyTo === (request.id ?? id)) return { ...frame, before };
        before.push(frame);
      }
    },
  };
}
