import type { Link } from "../line/link";

const enum Max {
  /** How many IDs and texts are remembered. */
  Known = 1000,
}

/** Finds messages that come twice: again, or on the connection that goes and on the one that comes. */
export function createDoubles() {
  const ids = new Set<unknown>();
  /** On which connections a text came while there were two, in their order. */
  const texts = new Map<string, Link[]>();
  /** @param hasTwo whether a message may come on two connections. */
  return (id: unknown, text: string, link: Link, hasTwo: boolean): boolean => {
    if (id !== undefined) {
      const isKnown = ids.has(id);
      ids.add(id);
      if (ids.size > Max.Known) ids.delete(ids.values().next().value);
      return isKnown;
    }
    if (!hasTwo || texts.size > Max.Known) texts.clear();
    if (!hasTwo) return false;
    /** Those that came on the other connection and not yet on this one. */
    const owed = texts.get(text) ?? [];
    texts.set(text, owed);
    const isDouble = (owed[0] ?? link) !== link;
    if (isDouble) owed.shift();
    else owed.push(link);
    return isDouble;
  };
}
