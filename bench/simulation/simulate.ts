/** What a broadcast meets in an account. */
export interface Scenario {
  connections: number;
  /** Requests a second that API Gateway grants the account. */
  rps: number;
  /** How many of them at once; those of half a second if not given. */
  burst?: number;
  /** Posts a second that an invocation of fan-out may make; a part of the account's if not given. */
  fanOutRps?: number;
  /** Execution environments of the function fan-out. */
  concurrency: number;
  memoryMb: number;
  /** Connections that one invocation serves; Infinity for a single one that serves all. */
  connectionsPerInvocation: number;
  /** CPU time of a post where a function has one whole CPU, and of each of its first 1,000. */
  cpuUs: number;
  firstCpuUs: number;
  postsInFlight: number;
  /** From a post to its answer. */
  latencyMs: number;
  /** Reading one page of the table. */
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
  /** Deliveries in each step of `STEP_MS`. */
  steps: number[];
}

/** A chunk on its way to an environment. */
interface Waiting {
  connections: number;
  readyMs: number;
  backoffMs: number;
}

/** An invocation that posts. */
interface Invocation {
  left: number;
  /** Posts that its environment made before. */
  posts: number;
  startMs: number;
  /** Most posts a second, by its part of the account's. */
  most: number;
  handsOn: number;
}

export const STEP_MS = 10;
const WARM_UP_POSTS = 1000;
const INVOCATIONS_PER_CHUNK = 10;
/** As in components/fan-out.ts: among so many the account's requests are shared. */
const USUAL_CONCURRENCY = 10;
/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_CPU = 1769;
/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const ENVIRONMENTS_PER_SECOND = 100;
/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 5 * 60 * 1000;
const LONGEST_MS = 3_600_000;

/**
 * A broadcast, in steps of 10 ms: the table is read page by page; the first connections are served by the
 * invocation that reads, the others by chunks that wait for an environment, as Lambda lets them: with a
 * backoff while none is free. Posts take CPU time, a place among those in flight and a token of the account.
 */
export function simulate(scenario: Scenario): Outcome {
  const { connections, connectionsPerInvocation, connectionsPerPage, rps, concurrency } = scenario;
  const pages = Math.max(1, Math.ceil(connections / connectionsPerPage));
  const reader = invocationOf(0, scenario.coldStartMs, rps);
  const running: Invocation[] = [reader];
  const waiting: Waiting[] = [];
  /** Posts that each idle environment has made. */
  const idle: number[] = [];
  const steps: number[] = [];
  let environments = 0;
  let pagesRead = 0;
  let unserved = connections;
  let share = connectionsPerInvocation;
  let pooled = 0;
  const burst = scenario.burst ?? rps / 2;
  const fanOutRps = scenario.fanOutRps ?? rps / (Math.min(concurrency, USUAL_CONCURRENCY) + 1);
  let tokens = burst;
  let delivered = 0;
  let invocations = 1;
  let billedMs = 0;

  const handOn = (count: number, most: number, nowMs: number) => {
    for (let rest = count; rest > 0; rest -= most)
      waiting.push({
        connections: Math.min(most, rest),
        readyMs: nowMs + scenario.invokeMs,
        backoffMs: FIRST_BACKOFF_MS,
      });
  };

  for (let nowMs = 0; nowMs < LONGEST_MS; nowMs += STEP_MS) {
    while (pagesRead < pages && nowMs >= scenario.coldStartMs + (pagesRead + 1) * scenario.pageMs) {
      pagesRead++;
      const page = Math.min(connectionsPerPage, unserved);
      unserved -= page;
      const own = Math.min(share, page);
      share -= own;
      reader.left += own;
      pooled += page - own;
      const chunk = connectionsPerInvocation * INVOCATIONS_PER_CHUNK;
      const whole = pagesRead === pages ? pooled : pooled - (pooled % chunk);
      handOn(whole, chunk, nowMs);
      pooled -= whole;
    }

    const allowed = Math.min(concurrency, 1000 + (ENVIRONMENTS_PER_SECOND * nowMs) / 1000);
    for (const chunk of waiting.splice(0)) {
      if (chunk.readyMs > nowMs) waiting.push(chunk);
      else if (idle.length === 0 && environments >= allowed) {
        waiting.push({
          ...chunk,
          readyMs: nowMs + chunk.backoffMs,
          backoffMs: Math.min(LONGEST_BACKOFF_MS, 2 * chunk.backoffMs),
        });
      } else {
        const warm = idle.pop();
        if (warm === undefined) environments++;
        const startMs = nowMs + (warm === undefined ? scenario.coldStartMs : 0);
        const invocation = invocationOf(warm ?? 0, startMs, fanOutRps);
        invocation.left = Math.min(chunk.connections, connectionsPerInvocation);
        invocation.handsOn = chunk.connections - invocation.left;
        running.push(invocation);
        invocations++;
      }
    }

    tokens = Math.min(burst, tokens + (rps * STEP_MS) / 1000);
    let posted = 0;
    for (const invocation of running) {
      if (invocation.startMs > nowMs) continue;
      if (invocation.handsOn > 0) {
        handOn(invocation.handsOn, connectionsPerInvocation, nowMs);
        invocation.handsOn = 0;
      }
      const posts = Math.min(
        rateOf(invocation, scenario) * (STEP_MS / 1000),
        invocation.left,
        tokens,
      );
      tokens -= posts;
      invocation.left -= posts;
      invocation.posts += posts;
      posted += posts;
    }
    steps.push(posted);
    delivered += posted;

    for (const [place, invocation] of [...running.entries()].reverse()) {
      const isReading = invocation === reader && pagesRead < pages && nowMs < scenario.timeoutMs;
      const isOver = invocation === reader && nowMs >= scenario.timeoutMs;
      if (!isOver && (isReading || invocation.left > 1e-6 || invocation.startMs > nowMs)) continue;
      running.splice(place, 1);
      billedMs +=
        nowMs + scenario.latencyMs - Math.min(invocation.startMs - scenario.coldStartMs, nowMs);
      if (invocation !== reader) idle.push(invocation.posts);
    }
    if (running.length === 0 && waiting.length === 0) break;
  }
  const at = (count: number) => timeOf(steps, count) + scenario.latencyMs;
  return {
    firstMs: at(1e-9),
    medianMs: at(delivered / 2),
    lastMs: at(delivered - 0.5),
    delivered: Math.round(delivered),
    invocations,
    billedSeconds: billedMs / 1000,
    pages: pagesRead,
    steps,
  };
}

function invocationOf(posts: number, startMs: number, most: number): Invocation {
  return { left: 0, posts, startMs, most, handsOn: 0 };
}

/** Posts a second of one invocation: what its CPU, its places in flight and its part of the account allow. */
function rateOf({ posts, most }: Invocation, scenario: Scenario): number {
  const cpu = Math.min(1, scenario.memoryMb / MB_PER_CPU);
  const cpuUs = posts < WARM_UP_POSTS ? scenario.firstCpuUs : scenario.cpuUs;
  return Math.min((cpu * 1e6) / cpuUs, (scenario.postsInFlight * 1000) / scenario.latencyMs, most);
}

/** When so many were delivered. */
function timeOf(steps: number[], count: number): number {
  let sum = 0;
  for (const [place, posts] of steps.entries()) {
    sum += posts;
    if (sum >= count) return place * STEP_MS;
  }
  return steps.length * STEP_MS;
}
