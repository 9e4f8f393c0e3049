// Loaded before the tests: Pulumi keeps a stack trace, translated line by line, with each promise of its runtime, for a
// report that is printed only with this variable. A program under mocks takes twice as long for them.
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";

type Make = (...call: unknown[]) => unknown;

const { debuggablePromise } = debuggable as { debuggablePromise: Make };

function withoutTrace(...call: unknown[]): unknown {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return debuggablePromise(...call);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS)
  Object.assign(debuggable, { debuggablePromise: withoutTrace });
