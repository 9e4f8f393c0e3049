/** A closure that uses a package as a handler does. */
export interface Case {
  /** Import statements of the program. */
  imports: string;
  /** Statements of the Init phase, in callbackFactory. */
  init?: string;
  /** What the handler answers. `url` is that of a server on this machine. */
  answer: string;
}

/** The cases by package, or by package and what is special. */
export type Cases = Record<string, Case>;
