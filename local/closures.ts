import { examineProgram, hasError } from "./closures/examine-program";
import { parseOptions, USAGE } from "./closures/options";
import { textOf } from "./closures/print";
import { reportError } from "./report-error";
import { secretConfiguration } from "./secret-configuration";

/** `npm run closures`: what each function of a program captures, weighs and gets wrong. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  const functions = await examineProgram({
    ...options,
    config: { ...secretConfiguration(process.env), ...options.config },
  });
  if (options.json) console.log(JSON.stringify(functions, undefined, 2));
  else if (functions.length === 0) console.log("The program has no function made by Callback.");
  else console.log(functions.map(textOf).join("\n\n"));
  return functions.some(hasError) ? 1 : 0;
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.exitCode = reportError(error);
  },
);
