// The main module of a program's process: loads modules and parses functions that the program is expected to need, waits
// until the program may begin, and runs Pulumi's command as if that had been the main module. The needs, and then the
// engine's address, come through file descriptor 5.
"use strict";
const { channel } = require("node:diagnostics_channel");
const { closeSync, readSync } = require("node:fs");
const { enableCompileCache, runMain } = require("node:module");
const { join } = require("node:path");

const START = 5;
const chunk = Buffer.alloc(65_536);
let received = Buffer.alloc(0);

// When it is loaded, Pulumi reads from the environment what its command puts there.
const UNKNOWN = "unknown yet";
const VARIABLES = { monitorAddr: "PULUMI_NODEJS_MONITOR", engineAddr: "PULUMI_NODEJS_ENGINE" };

/** Exit code of a process that could not get ready. `program-process.ts` knows it. */
const NOT_READY = 117;

async function begin() {
  // What V8 compiles is kept, from Node.js 22.1 on.
  enableCompileCache?.(join(process.cwd(), "node_modules", ".cache", "pulumi-laptop", "compiled"));
  const needs = JSON.parse(readLine());
  const loading = needs.modules.length === 0 ? [] : loadBeforehand(needs);
  const settings = await Promise.resolve(loading).catch(() => process.exit(NOT_READY));
  const address = JSON.parse(readLine());
  closeSync(START);
  for (const values of settings) {
    for (const name of Object.keys(VARIABLES)) if (values[name] === UNKNOWN) values[name] = address;
  }
  const [node, , command, ...rest] = process.argv;
  process.argv = [node, command, `--monitor=${address}`, `--engine=${address}`, ...rest];
  runMain();
}

/** @returns the settings of each copy of Pulumi, which do not have the engine's address yet. */
async function loadBeforehand({ modules, functions, libraries, ...texts }) {
  for (const variable of Object.values(VARIABLES)) process.env[variable] = UNKNOWN;
  // As Pulumi's command does: what is loaded from now on is known by its file.
  for (const path of modules.filter((each) => V8_HOOKS.test(each)))
    await require(path).isInitializedAsync();
  modules.forEach(loadIfPossible);
  channel("pulumi-laptop:expected").publish(functions);
  channel("pulumi-laptop:libraries").publish(libraries);
  channel("pulumi-laptop:sources").publish({ libraries, ...texts });
  const states = modules.filter((path) => STATE.test(path));
  const settings = states.map((path) => require(path).getStore().settings.options);
  if (!settings.some(({ monitorAddr }) => monitorAddr === UNKNOWN))
    throw new Error("This version of Pulumi has no settings that could get the address later.");
  return settings;
}

const STATE = /[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/]state\.js$/;
const V8_HOOKS = /[\\/]@pulumi[\\/]pulumi[\\/]runtime[\\/]closure[\\/]v8Hooks\.js$/;

function loadIfPossible(path) {
  try {
    require(path);
  } catch {
    // The program finds out itself, if it needs it.
  }
}

/** Waits for a line. */
function readLine() {
  for (;;) {
    const end = received.indexOf("\n");
    if (end >= 0) {
      const line = received.toString("utf8", 0, end);
      received = received.subarray(end + 1);
      return line;
    }
    const length = readSync(START, chunk);
    // Its parent has ended.
    if (length === 0) process.exit(1);
    received = Buffer.concat([received, chunk.subarray(0, length)]);
  }
}

begin();
