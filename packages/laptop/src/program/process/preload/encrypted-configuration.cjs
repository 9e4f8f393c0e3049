// Loaded into the program's process before Pulumi: stops a program where it reads configuration that only Pulumi can
// decrypt. What it is told comes in an environment variable, by key.
"use strict";
const { join } = require("node:path");
const { onResolve } = require("./on-resolve.cjs");

const VARIABLE = "PULUMI_LAPTOP_UNREADABLE";
const unreadable = new Map(Object.entries(JSON.parse(process.env[VARIABLE] ?? "{}")));
delete process.env[VARIABLE];

const CONFIGURATION = /[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/]config\.js$/;

if (unreadable.size > 0) {
  onResolve((path) => {
    if (!CONFIGURATION.test(path)) return;
    const exported = require(path);
    const { getConfig } = exported;
    exported.getConfig = (key) => {
      if (!unreadable.has(key)) return getConfig(key);
      const { RunError } = require(join(path, "../../errors.js"));
      throw new RunError(unreadable.get(key));
    };
  });
}
