import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** How the tests of one file ended. */
export interface TestRun {
  /** `none`: no test passed or failed. */
  outcome: "passed" | "failed" | "none";
  /** The title of the first test that failed and the first line of its error, or why none ran. */
  reason?: string;
  ms: number;
}

/** What mocha's reporter `json` writes. */
interface Report {
  stats: { passes: number };
  failures: { fullTitle: string; err: { message?: string } }[];
}

const MOCHA = require.resolve("mocha/lib/cli/cli.js");
const LIMIT_MS = 180_000;
const SHOWN = 2000;

/** Which tests run: those of a file with this text in their titles, or all of them. */
export interface ChosenTests {
  test: string;
  title?: string | undefined;
}

export interface RunOptions {
  /** Ends the tests. */
  signal: AbortSignal;
  /** How long one test may take, unless it says otherwise; as long as the configuration says if not given. */
  timeoutMs?: number;
}

/**
 * Runs one test file as `npm test -- FILE` does, up to the first test that fails, in a process of its own.
 * @param folder of the repository or of a copy.
 */
export async function runTestFile(
  folder: string,
  tests: ChosenTests,
  { signal, timeoutMs }: RunOptions,
): Promise<TestRun> {
  const startedAt = performance.now();
  const reportFile = join(folder, ".test-report.json");
  rmSync(reportFile, { force: true });
  const child = spawn(process.execPath, argumentsOf(folder, tests, reportFile, timeoutMs), {
    cwd: folder,
    // Nothing is shared with a run of other sources.
    env: { ...process.env, PULUMI_LAPTOP_SHARED: undefined },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
    signal,
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-SHOWN);
  });
  // That it was ended is an error to Node.js; what counts is the report.
  child.on("error", () => undefined);
  await new Promise((resolve) => child.on("close", resolve));
  return { ...outcomeOf(reportFile, errors), ms: performance.now() - startedAt };
}

function argumentsOf(
  folder: string,
  { test, title = "" }: ChosenTests,
  output: string,
  timeoutMs = Infinity,
): string[] {
  // oxlint-disable-next-line typescript/no-require-imports -- the configuration of the folder
  const configuration = require(join(folder, ".mocharc.cjs")) as {
    "node-option": string[];
    require: string[];
    timeout: number;
  };
  const timeout = Math.min(timeoutMs, configuration.timeout);
  return [
    ...configuration["node-option"].map((option) => `--${option}`),
    ...[MOCHA, "--no-config", "--bail", "--exit", "--timeout", String(timeout), "--fgrep", title],
    ...configuration.require.flatMap((file) => ["--require", file]),
    ...["--reporter", "json", "--reporter-option", `output=${output}`, test],
  ];
}

function outcomeOf(reportFile: string, errors: string): Omit<TestRun, "ms"> {
  if (!existsSync(reportFile)) return { outcome: "none", reason: errors.trim() || "It was ended." };
  const { stats, failures } = JSON.parse(readFileSync(reportFile, "utf8")) as Report;
  const [failure] = failures;
  if (failure) {
    const [why = ""] = (failure.err.message ?? "").split("\n", 1);
    return { outcome: "failed", reason: `${failure.fullTitle}: ${why}` };
  }
  if (stats.passes > 0) return { outcome: "passed" };
  return { outcome: "none", reason: "Every test is skipped, or none has the title." };
}
