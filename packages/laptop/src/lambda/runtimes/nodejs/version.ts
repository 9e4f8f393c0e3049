/** The last version whose handlers may call back. Later ones have another client of AWS's. */
const LAST_WITH_CALLBACKS = 22;

const { AWS_EXECUTION_ENV = "" } = process.env;
const version = Number(/nodejs(\d+)/.exec(AWS_EXECUTION_ENV)?.[1] ?? Infinity);

/** Whether this is nodejs20.x or nodejs22.x. */
export const hasCallbacks = version <= LAST_WITH_CALLBACKS;
