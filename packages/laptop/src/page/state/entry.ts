/** One entry of the journal. docs/journal.md lists them all. */
export interface Entry {
  /** ISO 8601, in UTC. */
  time: string;
  service: string;
  event: string;
  [field: string]: unknown;
}
