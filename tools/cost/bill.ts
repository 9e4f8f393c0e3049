/** What people do with a stack, on average, around the clock. */
export interface Load {
  /** Connections at any time. */
  connections: number;
  /** Messages that all connections together send in a second. */
  messagesPerSecond: number;
  /** Connections that a message is posted to. */
  recipients: number;
  messageBytes: number;
  /** How long a connection lasts. */
  connectionMinutes: number;
  memoryMb: number;
  /** Billed for every event, whatever it does. */
  msPerEvent: number;
  /** CPU time of one post where a function has one whole CPU. */
  cpuMsPerPost: number;
  logBytesPerEvent: number;
}

/** What is metered in a month. */
export type Usage = Record<Meter, number>;

export const METERS = [
  "messages",
  "connectionMinutes",
  "invocations",
  "gbSeconds",
  "writeUnits",
  "readUnits",
  "logGb",
  "transferGb",
] as const;
export type Meter = (typeof METERS)[number];

export interface Price {
  /** The page that says so. */
  source: string;
  unit: string;
  /** The quantity that a price is for. */
  per: number;
  /** In the order of their quantities; the last has no end. */
  tiers: { upTo?: number; dollars: number }[];
}

export type Prices = Record<Meter, Price>;

const HOURS = 730; // AWS's month. https://docs.aws.amazon.com/pricing-calculator/latest/userguide/what-is-pricing-calculator.html
const SECONDS = HOURS * 3600;
const GB = 1024 ** 3;

/** Messages are metered in pieces of 32 KB. https://aws.amazon.com/api-gateway/pricing/ */
const METERED_BYTES = 32 * 1024;
/** The memory with which a function has one whole CPU. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_CPU = 1769;
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
const READ_UNIT_BYTES = 4096;
/**
 * An item of the connections table: the names and values of connectionId (20 characters), connectedAt
 * (13 digits), expiresAt (10 digits), second (10 digits) and messages (2 digits).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
const ITEM_BYTES = 12 + 20 + (11 + 8) + (9 + 6) + (6 + 6) + (8 + 2);

/** What a load uses in a month. */
export function usageOf(load: Load): Usage {
  const received = load.messagesPerSecond * SECONDS;
  const posts = received * load.recipients;
  const connects = (load.connections * HOURS * 60) / load.connectionMinutes;
  // A connection comes and goes.
  const events = received + 2 * connects;
  const pieces = Math.max(1, Math.ceil(load.messageBytes / METERED_BYTES));
  const cpus = Math.min(1, load.memoryMb / MB_PER_CPU);
  const seconds = (events * load.msPerEvent + (posts * load.cpuMsPerPost) / cpus) / 1000;
  return {
    messages: (received + posts) * pieces,
    connectionMinutes: load.connections * HOURS * 60,
    invocations: events,
    gbSeconds: seconds * (load.memoryMb / 1024),
    // Each message is counted at its connection.
    writeUnits: 2 * connects + received,
    // A broadcast reads every connection.
    readUnits: received * Math.ceil((load.connections * ITEM_BYTES) / READ_UNIT_BYTES),
    logGb: (events * load.logBytesPerEvent) / GB,
    transferGb: (posts * load.messageBytes) / GB,
  };
}

/** What a quantity costs, tier by tier. */
export function dollarsOf(quantity: number, { per, tiers }: Price): number {
  let dollars = 0;
  let from = 0;
  for (const tier of tiers) {
    const { upTo = Infinity } = tier;
    dollars += (Math.max(0, Math.min(quantity, upTo) - from) / per) * tier.dollars;
    from = upTo;
  }
  return dollars;
}

export interface BillLine {
  meter: Meter;
  quantity: number;
  unit: string;
  dollars: number;
}

/** The bill of a month. */
export function billOf(load: Load, prices: Prices): { lines: BillLine[]; dollars: number } {
  const usage = usageOf(load);
  const lines = METERS.map((meter) => {
    const { per, unit } = prices[meter];
    const dollars = dollarsOf(usage[meter], prices[meter]);
    return { meter, quantity: usage[meter] / per, unit, dollars };
  });
  return { lines, dollars: lines.reduce((sum, line) => sum + line.dollars, 0) };
}
