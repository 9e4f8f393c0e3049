"use strict";
const { reporters } = require("mocha");

/** The items of shared/reference/api-gateway-websocket.md that concern the gateway. */
const GATEWAY_ITEMS = 65;

/** Mocha's spec reporter, what the tests cover, and a last line that continuous integration reads. */
module.exports = class Reporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    this.items = new Set();
    runner.on("pass", ({ file, title }) => {
      const item = /^(\d+): /.exec(title)?.[1];
      if (item && /[\\/]apigateway[\\/]/.test(file ?? "")) this.items.add(Number(item));
    });
  }

  epilogue() {
    super.epilogue();
    if (this.items.size > 0) console.log(coverage(this.items));
    const { passes, failures, pending } = this.stats;
    const skipped = pending > 0 ? `, ${pending} skipped` : "";
    console.log(`${passes} passed, ${failures} failed${skipped}`);
  }
};

/** For example `gateway items covered: 64 of 65 (not: 64)`. */
function coverage(items) {
  const missing = [];
  for (let item = 1; item <= GATEWAY_ITEMS; item++) if (!items.has(item)) missing.push(item);
  const not = missing.length > 0 ? ` (not: ${missing.join(", ")})` : "";
  return `gateway items covered: ${GATEWAY_ITEMS - missing.length} of ${GATEWAY_ITEMS}${not}`;
}
