// Kept, because the function may replace the global one, as fake timers do.
const { setImmediate } = globalThis;

/** Calls in the next turn of the event loop. What it throws is an uncaught exception. */
export function inNextTurn(call: () => void): void {
  setImmediate(call);
}

/** Lets one turn of the event loop pass. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets timers that are overdue and connections that were closed be handled first. */
export async function settle(): Promise<void> {
  await turn();
  await turn();
}
