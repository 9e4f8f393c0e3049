import { join } from "node:path";
import { reportError } from "pulumi-laptop/src/cli/console/report-error";
import { faultsOf } from "./faults";
import { parseOptions, USAGE } from "./options";
import { countOf, lineOf, plainResult, secondsOf, StatusLine } from "./print";
import { runMutants, testsOf } from "./run-mutants";

const REPOSITORY = join(__dirname, "../..");
const STOPPED = 130;

/**
 * `npm run mutants`: applies one small change after another to copies of the sources, and runs the test that must
 * notice it. Ends with code 1 if one is not noticed.
 */
async function main(argv: string[]): Promise<number> {
  const options = parseOptions(argv);
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  const { mutants, json } = options;
  const faults = faultsOf(REPOSITORY, mutants);
  if (faults.length > 0) {
    console.error(`The list of mutants is out of date:\n${faults.join("\n")}`);
    return 1;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());

  const startedAt = performance.now();
  const tests = new Set(mutants.map(testsOf));
  const say = (line: string) => json || console.log(line);
  say(
    `${countOf(mutants.length)}, in copies of the sources as they are: your files do not change.`,
  );
  const status = new StatusLine(tests.size + mutants.length);
  const results = await runMutants({
    root: REPOSITORY,
    mutants,
    signal: stop.signal,
    onTest: () => status.next(),
    onResult: (result) => status.next(() => say(lineOf(result))),
  });
  status.end();
  if (stop.signal.aborted) {
    console.error("Stopped. The copies are removed.");
    return STOPPED;
  }
  const missed = results.filter(({ verdict }) => verdict !== "caught");
  if (json) console.log(JSON.stringify(results.map(plainResult), null, 2));
  const time = secondsOf(performance.now() - startedAt);
  say(`${results.length - missed.length} of ${countOf(results.length)} caught, in ${time}.`);
  return missed.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => (process.exitCode = reportError(error)),
);
