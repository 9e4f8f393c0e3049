import type { CreateHistory } from "../history";
import type { Link } from "../line/link";
import { createOrder, sequenceIn } from "./order";

export interface RoomsOptions {
  /** The message that asks for what came after a sequence, or `false` if the service keeps no history. */
  ask?: false | ((room: string, since: number) => object);
}

/**
 * Delivers the messages of each room in the order of their `sequence`, and asks for those that are missing.
 * @param since the last sequence that the program has, of each room or of the one stream.
 */
export function rooms(
  since: number | Record<string, number> = {},
  { ask = joinSince }: RoomsOptions = {},
): CreateHistory {
  return (carrier) => {
    const askOn = (link: Link, name: string) => {
      const position = order.positions()[name]!;
      link.rooms.add(name);
      const answer = carrier.ask((ask as typeof joinSince)(name, position), link);
      void order.expect(name, position, answer);
    };
    const askAll = (link: Link, isAgain: boolean) => {
      if (!ask) return;
      for (const name of Object.keys(order.positions()))
        if (isAgain || !link.rooms.has(name)) askOn(link, name);
    };
    const order = createOrder({
      ...carrier,
      hasHistory: Boolean(ask),
    });
    const positions = typeof since === "number" ? { "": since } : since;
    for (const name of Object.keys(positions)) order.add(name, positions[name]);

    return {
      receive(message) {
        const { type, room } = message;
        const sequence = sequenceIn(message.sequence);
        if (Number.isNaN(sequence)) return false;
        const held = type === "void" ? {} : { message };
        return order.receive(nameOf(room), sequence, held);
      },
      follow({ action, room, since, echo }, answer, link) {
        const name = nameOf(room);
        if (ask && action === "leave") order.leave(name);
        if (ask && action === "join") {
          link?.rooms.add(name);
          void order.expect(name, since as number, answer);
        } else if (echo === false)
          answer.then(
            (reply) => {
              const sequence = sequenceIn(reply?.sequence);
              if (sequence) order.receive(name, sequence, {});
            },
            () => undefined,
          );
      },
      ask: (link) => askAll(link, false),
      tick(link, isAgain) {
        // A room may have been joined on the link before.
        askAll(link, isAgain);
        order.tick((name) => askOn(link, name));
      },
      positions: order.positions,
    };
  };
}

/** The name of the room that a message is of; empty for the only one. */
function nameOf(room: unknown): string {
  return room === undefined ? "" : typeof room === "string" ? room : JSON.stringify(room);
}

function joinSince(room: string, since: number): object {
  return { action: "join", room: room || undefined, since };
}
