// Loaded before the tests: what most of them load is transpiled once, before the processes start that share a whole run.
// At the same time, each of them would transpile it.

const LOADED = [
  "pulumi-callback",
  "pulumi-laptop/test",
  "pulumi-laptop/src/page/start",
  "pulumi-laptop/src/services",
];

/** Mocha's runner, of which its types do not know this. */
interface Runner {
  isParallelMode(): boolean;
}

export function mochaGlobalSetup(this: Runner): void {
  // oxlint-disable-next-line typescript/no-require-imports -- an import would load them for a single file too
  if (this.isParallelMode()) for (const name of LOADED) require(name);
}
