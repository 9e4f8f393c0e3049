/** Something that happened: a line of the journal, as docs/journal.md lists them. */
export interface Entry {
  /** ISO 8601, in UTC. */
  time: string;
  service: string;
  event: string;
  [field: string]: unknown;
}
