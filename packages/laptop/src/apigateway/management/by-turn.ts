/**
 * Collects what arrives in one turn of the event loop, and handles it together once everything is read. What
 * is then written goes out in a row: the first write wakes the process that reads it, which takes longer
 * than the write, and the others find it awake.
 */
export function byTurn<T>(handle: (arrived: T[]) => void): (one: T) => void {
  let arrived: T[] = [];
  const end = () => {
    const all = arrived;
    arrived = [];
    handle(all);
  };
  return (one) => {
    if (arrived.push(one) === 1) setImmediate(end);
  };
}
