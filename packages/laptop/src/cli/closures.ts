import { examineProgram, hasError } from "../closures/examine-program";
import { parseOptions, USAGE } from "./options/closures-options";
import { summaryOf } from "../closures/print";

/** `pulumi-laptop closures`: what each function of a program captures, weighs and gets wrong. */
export async function closures(argv: string[]): Promise<number> {
  const options = parseOptions(argv);
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  const functions = await examineProgram(options);
  if (options.json) console.log(JSON.stringify(functions, undefined, 2));
  else if (functions.length === 0) console.log("The program has no function made by Callback.");
  else console.log(summaryOf(functions, options.verbose));
  return functions.some(hasError) ? 1 : 0;
}
