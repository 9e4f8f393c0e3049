/** What a broadcast meets in an account. */
export interface Scenario {
  connections: number;
  /** Requests a second that API Gateway grants the account; half as many at once. */
  rps: number;
  /** Posts a second of several invocations together that share one machine; on AWS none do. */
  sharedRps: number;
  /** Execution environments of the function fan-out. */
  concurrency: number;
  memoryMb: number;
  /** Connections that one invocation serves; Infinity for a single one that serves all. */
  connectionsPerInvocation: number;
  /** CPU time of a post where a function has one whole CPU, and of each of its first 1,000. */
  cpuUs: number;
  firstCpuUs: number;
  /** Posts in flight at first; twice as many after each answer, up to the most. */
  firstInFlight: number;
  postsInFlight: number;
  /** From a post to its answer. */
  latencyMs: number;
  /** A call to the table. */
  tableMs: number;
  /** What a full page of the table takes beyond that; another takes its part of it. */
  pageMs: number;
  connectionsPerPage: number;
  /** From an asynchronous invocation to its event. */
  invokeMs: number;
  coldStartMs: number;
  /** After this the broadcast's own invocation is stopped. */
  timeoutMs: number;
}

export interface Outcome {
  /** Milliseconds after the message arrived. */
  firstMs: number;
  medianMs: number;
  lastMs: number;
  delivered: number;
  invocations: number;
  /** Seconds that the invocations ran, all together. */
  billedSeconds: number;
  pages: number;
  /** Deliveries in each step of `stepMs`. */
  steps: number[];
  stepMs: number;
}
