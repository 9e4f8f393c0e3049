import type { Scenario } from "./scenario";

/** The table on its way to the invocation that broadcasts, page by page. */
export interface Reading {
  /** Connections of the pages that arrive now. */
  arriving(nowMs: number): number;
  /** Pages that have arrived. */
  pages(): number;
  isOver(): boolean;
}

export function startReading(scenario: Scenario): Reading {
  const { connections, connectionsPerPage, coldStartMs, tableMs, pageMs } = scenario;
  let unread = connections;
  let pages = 0;
  const nextPage = () => Math.min(connectionsPerPage, unread);
  const nextMs = () => tableMs + (pageMs * nextPage()) / connectionsPerPage;
  let dueMs = coldStartMs + nextMs();
  return {
    arriving(nowMs) {
      const before = unread;
      while (unread > 0 && nowMs >= dueMs) {
        unread -= nextPage();
        pages++;
        dueMs += nextMs();
      }
      return before - unread;
    },
    pages: () => pages,
    isOver: () => unread === 0,
  };
}
