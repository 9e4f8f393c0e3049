// Loads the closures of a folder in this fresh process, calls the handler of each twice, and prints what
// they answer: `{ "<file>": "<text>" }`.
"use strict";
const { readdirSync } = require("node:fs");
const { join } = require("node:path");
const { outcomeOf } = require("./outcome.cjs");

void (async () => {
  const outcomes = {};
  const [folder] = process.argv.slice(2);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".js")))
    outcomes[file] = await outcomeOf(() => require(join(folder, file)).handler);
  console.log(JSON.stringify(outcomes));
})();
