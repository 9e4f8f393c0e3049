"use strict";
const { reporters, Runner } = require("mocha");

const { EVENT_TEST_RETRY } = Runner.constants;

/**
 * Mocha's spec reporter, with a last line that continuous integration reads.
 * Tests that passed only when they were repeated are named, with their first errors, so that they are mended.
 */
module.exports = class Reporter extends reporters.Spec {
  #repeated = [];

  constructor(runner, options) {
    super(runner, options);
    runner.on(EVENT_TEST_RETRY, (test, error) => {
      this.#repeated.push(`  ${test.fullTitle()}\n${error.stack ?? error}`);
    });
  }

  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    if (this.#repeated.length > 0)
      console.log(`Failed once, and were repeated:\n${this.#repeated.join("\n")}\n`);
    const skipped = pending > 0 ? `, ${pending} skipped` : "";
    console.log(`${passes} passed, ${failures} failed${skipped}`);
  }
};
