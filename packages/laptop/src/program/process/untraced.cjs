// Pulumi keeps a stack trace with each promise of its runtime, translated line by line, for a report that is printed
// only with a variable: PULUMI_DEBUG_PROMISE_LEAKS.
"use strict";

/** @param original a function that keeps a stack trace which nobody reads. */
exports.untraced =
  (original) =>
  (...args) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return original(...args);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
