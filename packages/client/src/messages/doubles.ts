import type { Link } from "../line/link";

/** How many IDs and texts are remembered. */
const MAX_IDS = 1000;
const MAX_TEXTS = 256;

/** Finds messages that come twice: again, or on the connection that goes and on the one that comes. */
export function createDoubles() {
  const ids = new Set<unknown>();
  /** How often a text came on each connection while there were two. */
  const counts = new Map<string, Map<Link, number>>();
  return {
    isKnown(id: unknown): boolean {
      const isKnown = ids.has(id);
      ids.add(id);
      if (ids.size > MAX_IDS) ids.delete(ids.values().next().value);
      return isKnown;
    },
    /** Whether as many of this text came on another connection: it has no ID to know it by. */
    isDouble(text: string, link: Link): boolean {
      const ofText = counts.get(text) ?? new Map<Link, number>();
      const most = Math.max(0, ...ofText.values());
      const count = (ofText.get(link) ?? 0) + 1;
      counts.set(text, ofText.set(link, count));
      if (counts.size > MAX_TEXTS) counts.delete(counts.keys().next().value!);
      return count <= most;
    },
    /** There is one connection only. */
    forgetTexts: () => counts.clear(),
  };
}
