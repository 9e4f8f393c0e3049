"use strict";
const { inspect } = require("node:util");

/** What two calls of a handler answer, as text. */
exports.outcomeOf = async (load) => {
  try {
    const handler = await load();
    const results = [await handler(), await handler()];
    return inspect(results, { depth: 6, breakLength: Infinity });
  } catch (error) {
    return `throws ${error.name}: ${String(error.message).split("\n")[0]}`;
  }
};
