import type { Identity } from "../../handlers/authorization/identity";

/** What a room's owner decides. Each may ask other services: it is awaited. */
export interface Rules {
  /** Whether somebody may enter a room. */
  mayJoin(room: string, who: Identity): Promise<boolean> | boolean;
  /**
   * Looks at what somebody says, in a room or to one user, before anyone sees it.
   * @returns the text as it may be shown, or why it may not.
   */
  moderate(text: string, who: Identity): Promise<Verdict> | Verdict;
}

export type Verdict = { text: string } | { refused: string };

/** Everyone may enter every room, and nothing is said that is only white space. Change this first. */
export function openRooms(): Rules {
  return {
    mayJoin: () => true,
    moderate: (text) => (text.trim() === "" ? { refused: "There is nothing to read." } : { text }),
  };
}
