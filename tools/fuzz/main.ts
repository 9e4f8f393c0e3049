import { reportError } from "pulumi-laptop/src/cli/console/report-error";
import { parseOptions, USAGE } from "./options";
import { describeFinding, fuzz } from "./fuzz";

/** `npm run fuzz`: attacks each target with generated input until one falls or the time is over. */
async function main(argv: string[]): Promise<number> {
  const options = parseOptions(argv);
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  console.log(
    `Seed ${options.seed}, ${options.minutes} minutes for ${options.targets.join(", ")}.`,
  );
  const finding = await fuzz(options, (target, runs) =>
    console.log(`${target} held: ${runs} inputs.`),
  );
  if (!finding) return 0;
  console.error(describeFinding(finding, options.seed));
  return 1;
}

main(process.argv.slice(2)).then(
  (exitCode) => (process.exitCode = exitCode),
  (error: unknown) => (process.exitCode = reportError(error)),
);
